"""The table itself, without a database: totals apart and together, rates over 100 % and of nothing, heads, changes."""

from __future__ import annotations

from fieldapp.school.summary import CARE, PRIMARY, Sums
from fieldapp.school.tables import table
from fieldapp.school.tables.table import (
    RATES,
    SCHOOL,
    Line,
    Table,
    differences,
    head_lines,
    said,
    with_totals,
)

RATE = {column.id: column for column in RATES}


def line(key: str, group: str, **counts: int) -> Line:
    sums = Sums()
    for measure, n in counts.items():
        sums.put(measure.replace("__", ":").replace("_x_", "-"), n)
    return Line(SCHOOL, key, (key, key), sums, group, 1, int(sums.checked > 0))


def of(*lines: Line) -> Table:
    return Table(SCHOOL, ("县", "county"), (), with_totals(lines, lines))


def test_more_given_than_owed_is_shown_and_marked_never_clipped() -> None:
    found = of(line("a", PRIMARY, expected=300, checked=300, owed__menac_x_2=231, given__menac_x_2=297))
    assert said(found.whole, RATE["dose_rate"]) == "128.57※"
    assert found.over and table.OVER_WORDS in found.notes
    assert said(found.whole, RATE["check_rate"]) == "100.00" and table.is_over(found.whole, RATE["dose_rate"])


def test_a_share_of_nothing_is_a_dash() -> None:
    found = of(line("a", PRIMARY, expected=3))
    assert [said(found.whole, RATE[name]) for name in RATE] == ["0.00", "—", "—", "—"] and not found.over


def test_kindergartens_and_schools_are_summed_apart_and_together() -> None:
    found = of(
        line("s", PRIMARY, expected=5, checked=4), line("k", CARE, expected=4), line("t", PRIMARY, expected=1)
    )
    assert [
        (one.name[0], one.sums.expected, one.schools, one.schools_checked) for one in found.lines[:3]
    ] == [
        ("合计", 10, 3, 1),
        ("托幼机构", 4, 1, 0),
        ("小学", 6, 2, 1),
    ]
    alone = of(line("s", PRIMARY, expected=5))
    assert [one.kind for one in alone.lines] == ["total", "school"]


def test_only_columns_that_are_owed_stand_on_paper_and_every_one_in_the_workbook() -> None:
    found = of(line("a", PRIMARY, owed__dtp_x_5=2, given__dtp_x_5=1, owed__hpv_x_1=1))
    assert [column for column, *_pair in found.dose_columns()] == ["dtp-5", "hpv-1"]
    every = [column for column, *_pair in found.dose_columns(every=True)]
    assert "bcg-1" not in every and {"polio-ipv", "dt-1", "mcv-2", "hpv-1"} <= set(every)


def test_heads_reach_over_their_columns_and_down() -> None:
    found = of(line("a", PRIMARY, owed__menac_x_1=1, owed__menac_x_2=1))
    columns = [found.columns[0], *(one for _id, *pair in found.dose_columns() for one in pair)]
    told = [
        [(head.words[0], head.place, head.across, head.down) for head in row] for row in head_lines(columns)
    ]
    assert told == [
        [("应查验学校数", 0, 1, 3), ("A+C流脑", 1, 4, 1)],
        [("A+C1", 1, 2, 1), ("A+C2", 3, 2, 1)],
        [("应", 1, 1, 1), ("实", 2, 1, 1), ("应", 3, 1, 1), ("实", 4, 1, 1)],
    ]


def test_differences_name_the_columns_that_are_others_also_of_lines_that_came_or_went() -> None:
    then, now = line("a", PRIMARY, expected=3, checked=2), line("a", PRIMARY, expected=3, checked=3)
    went, came = line("b", PRIMARY, expected=1), line("c", PRIMARY, expected=1)
    found = differences([then, went], [now, came])
    assert found == [
        (then, now, ["checked", "unassessed"]),
        (went, None, ["expected"]),
        (None, came, ["expected"]),
    ]
    assert differences([then], [then]) == []


def test_what_a_tally_says_is_what_was_added_up() -> None:
    sums = Sums()
    for measure, n in (("expected", 4), ("owed:mcv-2", 3), ("given:mcv-2", 2), ("of another kind", 9)):
        sums.put(measure, n)
    assert (sums.expected, sums.owed, sums.given, sums.by_vaccine["mcv"].owed) == (4, 3, 2, 3)
    assert sums.plus(sums).measures() == {"expected": 8, "owed:mcv-2": 6, "given:mcv-2": 4}
