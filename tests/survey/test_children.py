"""Reading a table of children and one of dose rules: what is understood, and what is named by line and column."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.ground.problems import BadInput
from fieldapp.survey.indicators.children import read_children, read_rules
from fieldapp.survey.indicators.evidence import CardDose, DoseRule
from fieldapp.survey.stats.table import read_table

RULES = "antigen,n,min_age,min_interval,max_age\nopv0,1,0,,14\ndtp,1,90,,\ndtp,2,120,28,\n"
CHILDREN = (
    "id,on,born,sex,card,bcg_scar,card_dtp1,card_dtp2,register_dtp1,recall_dtp\n"
    "1,2025-06-01,20240301,male,seen,1,2024-06-05,tick,20240605,\n"
    "2,2025-06-01,,female,lost,0,,,,2\n"
    "3,20250601,2024/3/1,,,,2024-06,2024-13-40,,0\n"
)


def children(text: str, rules: str = RULES, named=()):
    return read_children(
        read_table(text.encode(), "c.csv"), read_rules(read_table(rules.encode(), "r.csv")), named
    )


def test_a_table_of_children_is_read():
    found = children(CHILDREN)
    first, second, third = found.interviews
    assert (first.on, first.born, first.sex, first.card, first.bcg_scar) == (
        date(2025, 6, 1),
        date(2024, 3, 1),
        "male",
        "seen",
        True,
    )
    assert first.doses == (CardDose("dtp", 1, date(2024, 6, 5)), CardDose("dtp", 2, None))
    assert first.register == (CardDose("dtp", 1, date(2024, 6, 5)),)
    assert (first.recall, second.recall, third.recall) == ({}, {"dtp": 2}, {"dtp": 0})
    assert (second.born, second.card, third.born, third.card) == (None, "lost", date(2024, 3, 1), "seen")
    assert third.doses == (CardDose("dtp", 1, None), CardDose("dtp", 2, None))
    assert (found.card, found.register) == ((("dtp", 1), ("dtp", 2)), (("dtp", 1),))
    assert (found.recall, found.scar) == (("dtp",), True)
    assert found.note.startswith("3 doses without a day that stands, the first in line 2, count")


def test_a_table_without_ticks_has_no_note():
    assert children("on,born,card_dtp1\n2025-06-01,2024-03-01,2024-06-05\n").note is None


def test_an_antigens_name_may_end_in_a_figure():
    assert children("on,born,card_opv01\n2025-06-01,2024-03-01,2024-03-02\n").card == (("opv0", 1),)


def changed(old: str, new: str) -> str:
    assert old in CHILDREN
    return CHILDREN.replace(old, new, 1)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (changed("card_dtp1", "crad_dtp1"), "c.csv, line 1: column 'crad_dtp1' is not known"),
        (
            changed("card_dtp1", "card_dpt1"),
            "c.csv, line 1: column 'card_dpt1' names no antigen that is known",
        ),
        (changed("card_dtp2", "card_dtp_1"), "c.csv, line 1: column 'card_dtp_1' is dtp 1 a second time."),
        (changed("recall_dtp", "recall_dtp1"), "c.csv, line 1: column 'recall_dtp1' names no antigen"),
        (changed("sex", "Sex"), "c.csv, line 1: column 'Sex' is not known"),
        (changed("on,", "when,"), "c.csv, line 1: column 'when' is not known"),
        (changed("card_dtp2", "card_dtp1"), "c.csv, line 1: two columns are called 'card_dtp1'."),
        (changed("tick", "no"), "c.csv, line 2, column card_dtp2: 'no' is neither a day"),
        (changed("tick", "1"), "c.csv, line 2, column card_dtp2: '1' is neither a day"),
        (changed("2024-06-05", "5/6/2024"), "c.csv, line 2, column card_dtp1: '5/6/2024' is neither a day"),
        (changed("2024-06-05", "45448"), "c.csv, line 2, column card_dtp1: '45448' is neither a day"),
        (changed("20240605", "06-2024"), "c.csv, line 2, column register_dtp1: '06-2024' is neither a day"),
        (changed("20240301", "2024-03"), "c.csv, line 2, column born: '2024-03' is no day"),
        (changed("20240301", "2024-02-30"), "c.csv, line 2, column born: '2024-02-30' is no day"),
        (
            changed("20240301", "2025-06-02"),
            "c.csv, line 2, column born: '2025-06-02' is after the interview.",
        ),
        (changed("20240301", "1923-03-01"), "c.csv, line 2, column born: '1923-03-01' is more than 20 years"),
        (changed("2,2025-06-01", "2,"), "c.csv, line 3, column on: the cell is empty."),
        (changed("male", "m"), "c.csv, line 2, column sex: 'm' is neither male nor female nor empty."),
        (changed("seen", "yes"), "c.csv, line 2, column card: 'yes' is neither seen nor not_seen nor lost"),
        (changed("seen", "lost"), "c.csv, line 2, column card: 'lost', but there are doses by card"),
        (changed("seen,1,", "seen,2,"), "c.csv, line 2, column bcg_scar: '2' is neither 1 nor 0 nor empty."),
        (changed(",,,,2\n", ",,,,-2\n"), "c.csv, line 3, column recall_dtp: '-2' is not a whole number"),
        (changed(",,,,2\n", ",,,,dk\n"), "c.csv, line 3, column recall_dtp: 'dk' is not a whole number"),
        (changed("2,2025", "1,2025"), "c.csv, line 3, column id: '1' is already in line 2."),
        (changed("female,lost", "female"), "c.csv, line 3: 9 cells, but the header has 10."),
        (
            changed("recall_dtp\n", "recall_dtp,\n")
            .replace(",2\n", ",2,x\n")
            .replace("20240605,\n", "20240605,,\n")
            .replace(",0\n", ",0,\n"),
            "c.csv, line 1: column 11 has no heading, but line 3 has 'x' in it.",
        ),
    ],
)
def test_what_is_in_doubt_is_named_by_line_and_column(text, words):
    with pytest.raises(BadInput) as caught:
        children(text)
    assert str(caught.value).startswith(words)


def test_columns_of_the_sample_are_known_and_a_spreadsheets_empty_ones_dropped():
    text = "on,born,village,card_dtp1,,\n2025-06-01,2024-03-01,甲,2024-06-05,,\n"
    assert len(children(text, named=("village",)).interviews) == 1


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        (
            "antigen,n,min_age,min_intervall\ndtp,1,90,\n",
            "r.csv, line 1: column 'min_intervall' is not known",
        ),
        ("antigen,n,min_age\ndtp,2,90\n", "r.csv, line 2, column n: dose 1 of dtp must stand here, not 2."),
        (
            "antigen,n,min_age\ndtp,1,90\ndtp,1,120\n",
            "r.csv, line 3, column n: dose 2 of dtp must stand here, not 1.",
        ),
        ("antigen,n,min_age\ndtp,1,-90\n", "r.csv, line 2, column min_age: '-90' is not a whole number"),
        ("antigen,n,min_age\ndtp,1,3m\n", "r.csv, line 2, column min_age: '3m' is not a whole number"),
        ("antigen,n,min_age\ndtp,1,\n", "r.csv, line 2, column min_age: the cell is empty."),
        (
            "antigen,n,min_age,min_interval\ndtp,1,90,\ndtp,2,90,28\n",
            "r.csv, line 3, column min_age: 90 days is not above the 90 of dose 1.",
        ),
        (
            "antigen,n,min_age,min_interval\ndtp,1,90,\ndtp,2,120,\n",
            "r.csv, line 3, column min_interval: a later dose needs an interval of 1 day or more.",
        ),
        (
            "antigen,n,min_age,min_interval\ndtp,1,90,28\n",
            "r.csv, line 2, column min_interval: a first dose has no interval.",
        ),
        (
            "antigen,n,min_age,max_age\nhepb,1,10,1\n",
            "r.csv, line 2, column max_age: 1 days is below the least age of 10.",
        ),
    ],
)
def test_rules_that_cannot_be_are_named_by_line_and_column(rules, words):
    with pytest.raises(BadInput) as caught:
        children(CHILDREN, rules)
    assert str(caught.value).startswith(words)


def test_rules_are_read():
    found = read_rules(read_table(RULES.encode(), "r.csv"))
    assert found == (DoseRule("opv0", 1, 0, 0, 14), DoseRule("dtp", 1, 90), DoseRule("dtp", 2, 120, 28))


CELLS = st.sampled_from(
    ["", "tick", "2024-06-05", "2024-13-40", "2024-06", "no", "0", "1", "2", "１", "✓", "x" * 99]
)


@given(st.lists(st.lists(CELLS, min_size=10, max_size=10), min_size=1, max_size=4))
def test_whatever_the_cells_there_are_children_or_a_sentence(rows):
    text = CHILDREN.partition("\n")[0] + "\n" + "\n".join(map(",".join, rows))
    assert read_or_told(text).startswith(("c.csv", "children"))


def read_or_told(text: str) -> str:
    try:
        return f"children {len(children(text).interviews)}"
    except BadInput as wrong:
        return str(wrong)
