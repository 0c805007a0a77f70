"""Which voids of a record take effect, and how they are kept: the rows of the log say it in whatever order."""

from __future__ import annotations

from typing import Any

import pytest

from fieldapp.records.claims import BARRED, claim_stands, is_barred, settle_voids
from fieldapp.records.fold import bar
from fieldapp.records.rows.stamps import has_moved
from fieldapp.records.rows.working_set import WorkingSet

HERE, THERE = "430921103001", "430921103002"
MOMENT = "2026-03-05T08:00:00.000Z"


def made(by: str | None = "ann", **other: Any) -> dict[str, Any]:
    """A visit's row, known unless said otherwise."""
    return {"key": "v", "by": by, "area": HERE, "known": True, "voids": None} | other


@pytest.mark.parametrize(
    ("by", "supervises", "stands"),
    [("ann", False, True), ("bao", False, False), ("bao", True, True), ("ann", True, True)],
)
def test_an_old_void_without_areas_is_its_author_s_or_a_supervisor_s(
    by: str, supervises: bool, stands: bool
) -> None:
    assert claim_stands(made(), [MOMENT, "1", by, supervises]) is stands


@pytest.mark.parametrize("supervises", [True, False])
def test_of_a_record_nobody_has_made_every_void_stands_so_far(supervises: bool) -> None:
    unknown = made(None, known=False)
    assert claim_stands(unknown, [MOMENT, "1", "bao", supervises])
    assert claim_stands(unknown, [MOMENT, "1", "bao", supervises, [THERE]])
    assert claim_stands(made("ann", known=False), [MOMENT, "1", "bao", supervises, [THERE]])


@pytest.mark.parametrize(
    ("by", "supervises", "reach", "stands"),
    [
        ("ann", False, [HERE], True),
        ("ann", False, [THERE], False),
        ("ann", False, [THERE, HERE[:9]], True),  # one of all the areas ever hers
        ("bao", False, [HERE], False),
        ("bao", True, [HERE[:6]], True),
        ("bao", True, [THERE], False),
    ],
)
def test_a_void_asks_whose_record_it_is_and_whose_village(
    by: str, supervises: bool, reach: list[str], stands: bool
) -> None:
    claim = [MOMENT, "1", by, supervises, reach]
    assert claim_stands(made(), claim) is stands
    row = made(voids=f'[["{MOMENT}","0","bao",false,["{THERE}"]]]')
    settle_voids(row)
    assert row["voided"] is False


def test_voids_are_kept_as_they_have_been_stored_since_the_first_server() -> None:
    """`verify` holds what is stored against a replay of the log, letter for letter."""
    working = WorkingSet("430921", lambda _table: {})
    row = made(voids=f'[["{MOMENT}","2","ann",false],["2026-03-01T08:00:00.000Z","1","bao",true]]')
    working.put("visit", row)
    bar(working, "visit", row, barred=False)
    assert row["voids"] == f'[["2026-03-01T08:00:00.000Z","1","bao",true],["{MOMENT}","2","ann",false]]'
    assert (row["voided"], is_barred(row)) == (True, False)
    bar(working, "visit", row, barred=True)
    bar(working, "visit", row, barred=True)  # said twice it is kept once
    assert row["voids"].startswith('[["","","",true],["2026') and row["voids"].count('""') == len(BARRED) - 1
    assert is_barred(row)


def test_a_row_without_voids_keeps_none() -> None:
    working = WorkingSet("430921", lambda _table: {})
    row = made(voids='[["","","",true]]')
    working.put("visit", row)
    bar(working, "visit", row, barred=False)
    assert (row["voids"], row["voided"]) == (None, False)


@pytest.mark.parametrize(("first", "later"), [(HERE, THERE), (THERE, HERE)])
@pytest.mark.parametrize("turned", [False, True])
def test_a_record_only_named_by_others_lies_where_the_latest_of_them_says(
    first: str, later: str, turned: bool
) -> None:
    blank = {"at": None, "by": None, "area": None, "voids": None}
    working = WorkingSet("430921", lambda _table: dict(blank))
    said = [(first, "2026-03-01T08:00:00.000Z"), (later, MOMENT)]
    for number, (area, at) in enumerate(reversed(said) if turned else said):
        row = working.need("visit", "v", area, at, f"{number}")
    assert row["area"] == later
    assert not row["known"] and row["package_area"] == (later if turned else first)


def test_a_reference_never_outweighs_the_record_s_own_word() -> None:
    working = WorkingSet("430921", lambda _table: {})
    row = made(at="2025-01-01T00:00:00.000Z")
    working.put("visit", row)
    working.need("visit", "v", THERE, "2099-01-01T00:00:00.000Z", "z")
    assert (row["area"], working.changed) == (HERE, set())


def test_whether_a_record_has_moved_is_asked_of_its_opened_stamps_before_its_stored_ones() -> None:
    several, one = {"@": ["-", "", "", 0]}, {"name": [MOMENT, "1", "ann", 1]}
    kept = '{"o":[["-","","",0]],"f":{"@":0}}'
    assert has_moved({"stamps": kept}) and not has_moved({"stamps": None})
    assert has_moved({"stamps": None, "_stamps": several})
    assert not has_moved({"stamps": kept, "_stamps": one})
