"""What the server will say of operations that are not written yet, so that a review judges as the import will."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from fieldapp.ground.clock import now, today
from fieldapp.ground.problems import Problem
from fieldapp.records.judge import Author, judge
from fieldapp.records.operation import read
from fieldapp.sync.from_office.office_device import device_of, filled
from fieldapp.sync.incoming.references import ever_areas, read_reference
from fieldapp.web.gate import Who

NO_DEVICE = "00000000-0000-4000-8000-000000000000"  # of somebody who has recorded nothing in the office yet


def foretold(connection: Connection, person: Who, said: Sequence[dict[str, Any]]) -> list[Problem | None]:
    """Why each operation of `person` in the office would not be counted, None where it would be; nothing is written.

    Args:
        said: as for `office_device.record`.
    """
    known, at = device_of(connection, person.id), now()
    device = known[0] if known else NO_DEVICE
    operations = [read(filled(one, device, person.id, n, at)) for n, one in enumerate(said, start=1)]
    reference = read_reference(connection, operations)
    if not known:
        author = Author(person.id, person.role, ever_areas(connection, person.id), False, office=True)
        reference.authors[device] = author
    return [judge(operation, reference, today()).problem for operation in operations]
