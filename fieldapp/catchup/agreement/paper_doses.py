"""Doses that a paper has and nobody recorded: written down as doses said by that paper, and taken back.

What is one dose is told as between papers and register (`comparing`): the same product on the same day or on near ones,
each dose once. A dose of a round counts as recorded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from fieldapp.catchup.agreement.asking import Case, alike, read_of
from fieldapp.catchup.agreement.comparing import PAPERS, REGISTER, Dose, Said, Slot, compared
from fieldapp.catchup.agreement.recording import void
from fieldapp.ground.clock import today
from fieldapp.ground.db import reads
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import language
from fieldapp.records.standing import facts_of, key_anew, that_stand
from fieldapp.sync.from_office.office_device import record_all
from fieldapp.sync.incoming import row_store
from fieldapp.sync.outgoing.changes import products_of_rounds
from fieldapp.web.gate import Who, require

RECORD = "dose"
Row = dict[str, Any]


@dataclass(frozen=True)
class Doses:
    """Of a child: the doses its papers have and nobody recorded; the records that were made from a paper; and the keys
    of doses that were taken back."""

    only_on_paper: list[Slot]
    from_paper: list[Row]
    gone: frozenset[str]


@reads
def doses_of(connection: Connection, county: str, case: Case) -> Doses:
    """What is recorded of a child, held against its papers that were read."""
    rows = row_store.fetch(connection, "child", county, "key", [case.key])
    members = list(row_store.with_joined(connection, county, rows).values())
    keys = sorted(row["key"] for row in members)
    recorded = row_store.fetch(connection, "dose", county, "child", keys)
    visits, doses = that_stand(row_store.fetch(connection, "visit", county, "child", keys), recorded)
    known = facts_of(members, visits, doses, products_of_rounds(connection, county)).doses
    said = {REGISTER: Said([dose for dose in known if dose[0]], today().isoformat())}
    slots = compared(said | read_of(case.papers), alike).slots
    only = [one for one in slots if REGISTER not in one.said and one.day]
    from_paper = [row for row in doses if row["source"] in PAPERS]
    from_paper.sort(key=lambda row: (row["given_on"] or "", row["product"] or ""))
    return Doses(only, from_paper, frozenset(row["key"] for row in recorded if row["voided"]))


def record(who: Who, county: str, case: Case, paper: str, dose: Dose) -> None:
    """Write a dose down that a paper has and nobody recorded.

    Raises:
        Problem: `not_allowed`; `wrong_state` where no paper has it that was read, or it is recorded by now.
    """
    require(RECORD, case.village)
    found = doses_of(county, case)
    if not any(slot.said.get(paper) == dose for slot in found.only_on_paper) or dose[1] is None:
        raise Problem("wrong_state")
    key = key_anew(case.key, dose[0], dose[1], found.gone)
    words = {"child": case.key, "product": dose[0], "given_on": dose[1], "source": paper}
    record_all(who.id, [{"kind": RECORD, "key": key, "area": case.village, "data": words}], language())


def take_back(who: Who, county: str, case: Case, key: str) -> None:
    """A dose that was recorded from a paper is none.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    row = next((one for one in doses_of(county, case).from_paper if one["key"] == key), None)
    if row is None:
        raise Problem("not_found")
    void(who, RECORD, row)
