"""The notation of a cell: what it takes, what it refuses, and that its sum is that of the pages' counts."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.campaigns.children import cells
from fieldapp.campaigns.children.cells import Cell, cell_words, read_area_and_cell, read_cell, weigh
from fieldapp.campaigns.detail_table.table import Village, cell_in, round_table
from fieldapp.campaigns.figures.indicators import Counts, counts
from fieldapp.ground.problems import Problem
from tests.campaigns.tally_rows import cell_of_row

ROWS = [
    ("all", "registered", 10),
    ("all", "found", 2),
    ("all", "removed", 1),
    ("all", "vaccinated", 6),
    ("all", "elsewhere", 1),
    ("age:3|local|0", "registered", 3),
    ("age:3|local|0", "vaccinated", 2),
    ("age:3|migrant|1", "registered", 2),
    ("age:10|local|0", "registered", 4),
    ("mode:post", "vaccinated", 3),
    ("mode:door", "vaccinated", 1),
    ("mode:door", "registered", 2),
    ("outcome:refused", "missed", 2),
    ("outcome:absent_short", "missed", 1),
    ("reason:没空, 说了", "missed", 1),
]


@pytest.mark.parametrize(
    ("words", "n"),
    [
        ("all target", 11),
        ("all with_elsewhere", 7),
        ("all short", 4),
        ("all in_round", 12),
        ("all missed", 3),
        ("all no_reason", 1),
        ("age:3 registered", 5),
        ("age:3|local registered", 3),
        ("age:*|local registered", 7),
        ("age:*|*|0 registered", 7),
        ("age:1 registered", 0),
        ("age:3,10|local registered", 7),
        ("age:!3 registered", 4),
        ("age:3|local|0 short", 1),
        ("mode:post,school vaccinated", 3),
        ("mode:unknown vaccinated", 2),
        ("outcome:!absent_short,absent_long missed", 2),
        ("reason:没空%2C%20说了 missed", 1),
        ("reason:* missed", 1),
    ],
)
def test_a_cell_is_the_sum_of_the_rows_it_names(words: str, n: int) -> None:
    assert weigh(read_cell(words).terms(), ROWS) == n


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("", "''"),
        ("all", "''"),
        ("all dosed", "'dosed'"),
        ("foo:3 target", "'foo:3'"),
        ("all:3 target", "'all:3'"),
        ("age:three target", "'three'"),
        ("age:3|locals target", "'locals'"),
        ("age:3|local|4 target", "'4'"),
        ("age:3|local|0|x target", "'3|local|0|x'"),
        ("born:21 target", "'21'"),
        ("day:1.12.2025 vaccinated", "'1.12.2025'"),
        ("mode:bus vaccinated", "'bus'"),
        ("mode:post,unknown vaccinated", "'post,unknown'"),
        ("mode:post no_reason", "'no_reason'"),
        ("age:3|local waiting", "'waiting'"),
        ("reason:refused target", "'target'"),
        ("removed:fled removed", "'fled'"),
        ("left_out:review left_out", "'review'"),
    ],
)
def test_what_is_no_cell_is_refused_and_the_part_named(words: str, named: str) -> None:
    with pytest.raises(Problem) as wrong:
        read_cell(words)
    assert wrong.value.code == "unknown_cell" and wrong.value.sentence("en").startswith(named)


@pytest.mark.parametrize("area", ["", "4", "43092110", "４３", "43a"])
def test_an_area_has_two_to_twelve_digits(area: str) -> None:
    with pytest.raises(Problem, match="unknown_cell"):
        read_area_and_cell(f"{area} all target")


def test_a_cell_is_written_as_it_is_read() -> None:
    for words in ("all target", "age:3|local target", "age:* target", "reason:a%2Cb missed"):
        assert str(read_cell(words)) == words
    assert str(read_cell("age:3|*|* target")) == "age:3 target"


@given(st.text(min_size=1, max_size=20))
def test_a_reason_may_be_any_text(reason: str) -> None:
    row = (f"reason:{reason}", "missed", 7)
    assert (
        weigh(read_cell(str(cell_of_row(*row[:2]))).terms(), [row, (f"reason:{reason}x", "missed", 1)]) == 7
    )


@given(st.dictionaries(st.sampled_from(Counts._fields), st.integers(0, 9)))
def test_sums_are_those_of_the_pages(measures: dict[str, int]) -> None:
    rows = [("all", name, n) for name, n in measures.items() if name != "missed"]
    rows += [("outcome:ill", "missed", measures.get("missed", 0))]
    for name in ("target", "with_elsewhere", "short", "registered", "zero_dose", "waiting", "missed"):
        assert weigh(Cell("all", (), name).terms(), rows) == getattr(counts(measures), name)


def test_every_figure_of_the_page_names_cells() -> None:
    for top, bottom in cells.FIGURES.values():
        assert all(read_cell(words) for words in (top, bottom) if words)


def test_every_number_of_the_wide_table_names_a_cell_of_its_own() -> None:
    village = Village("1", "a", Counts(registered=1), {"3|unknown|0": Counts(registered=1)})
    columns = round_table([village], village).columns
    for kind in ("village", "mobile", "total"):
        for by in ("age", "first"):
            said = [cell_in(column.cell, kind, by) for column in columns]
            assert all(read_cell(words) for words in said if words)
            rates = sum(column.low[0].endswith("%") for column in columns)
            assert said.count("") == rates + (2 if kind == "mobile" else 0)  # a team has no posts
    seen = Counter(column.cell for column in columns if column.cell)
    assert set(seen.values()) == {1}


def test_a_mobile_team_s_columns_are_its_own_slices() -> None:
    village = Village("1", "a", Counts(registered=1), {"2021|local|0": Counts(registered=1)})
    columns = {column.cell: column for column in round_table([village], village, ["2021"]).columns}
    for cell, kind, by, own in (
        ("age:2021|local target", "village", "born", "born:2021|local target"),
        ("age:2021|local target", "mobile", "born", "mobile_born:2021|local target"),
        ("all short", "mobile", "age", "mode:mobile short"),
        ("reason:absent_long,away missed", "mobile", "age", "mobile_reason:absent_long,away missed"),
        ("mode:door,mobile vaccinated", "mobile", "age", "mode:mobile vaccinated"),
    ):
        assert cell_in(columns[cell].cell, kind, by) == own
        assert read_cell(own)


def test_a_heading_says_the_cell_in_words() -> None:
    def word(kind: str, part: str) -> str:
        return {"age": "3岁", "lives": "本地", "prior": "既往0剂"}.get(kind, part)

    assert cell_words(read_cell("age:3|local short"), word, "zh") == "还差（未服） · 3岁 · 本地"
    assert cell_words(read_cell("mode:!post,door vaccinated"), word, "en") == "dosed here · not post, door"
