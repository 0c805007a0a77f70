"""Which small villages of a survey were joined before its clusters were drawn: kept in its design (`joined`), each
group under the code of its first village, which is the area of its cluster.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlalchemy import Connection

from fieldapp.areas import tree
from fieldapp.models.surveys import Survey

Point = tuple[float, float]  # latitude and longitude


def groups_of(survey: Survey) -> dict[str, list[str]]:
    """The groups a survey was drawn from."""
    found: dict[str, list[str]] = json.loads(survey.design).get("joined") or {}
    return found


def villages_of(survey: Survey, area: str) -> list[str]:
    """The codes of a cluster's villages: several where it is a group."""
    return groups_of(survey).get(area) or [area]


def names(connection: Connection, survey: Survey, codes: Iterable[str]) -> dict[str, str]:
    """What areas of a survey are called, a group after its villages: 大木桥村、小河村."""
    groups, codes = groups_of(survey), set(codes)
    several = {first: groups[first] for first in codes & groups.keys()}
    found = tree.names(connection, codes.union(*several.values()))
    called = {
        first: "、".join(found.get(code, code) for code in villages) for first, villages in several.items()
    }
    return found | called
