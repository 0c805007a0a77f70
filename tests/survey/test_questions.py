"""Questions of indicators: what each asks, and what cannot be asked of a table."""

from __future__ import annotations

import pytest

from fieldapp.ground.problems import BadInput
from fieldapp.survey.indicators.children import read_children, read_rules
from fieldapp.survey.indicators.evidence import DoseRule
from fieldapp.survey.indicators.ground import Ground
from fieldapp.survey.indicators.questions import question
from fieldapp.survey.indicators.usual_questions import usual_questions
from fieldapp.survey.stats.table import read_table

RULES = read_rules(
    read_table(
        b"antigen,n,min_age,min_interval\nbcg,1,0,\ndtp,1,90,\ndtp,2,120,28\ndtp,3,150,28\nmcv,1,240,\n",
        "r.csv",
    )
)
POLIO = tuple(DoseRule("polio", n, 30 + 30 * n, 28 if n > 1 else 0) for n in (1, 2, 3))
HEADER = "on,born,bcg_scar,card_bcg1,card_dtp1,card_dtp2,card_dtp3,card_mcv1,recall_bcg,recall_dtp,recall_mcv"
REGISTER = ",register_bcg1,register_dtp1,register_dtp2,register_dtp3,register_mcv1"


def ground(header: str = HEADER, schedule=RULES, records="card", youngest=None) -> Ground:
    """Two children: one of 100 days and one of 700, both with dtp 1 and nothing later."""
    cells = ["", *([""] * (header.count(",") - 1))]
    at = header.split(",").index("card_dtp1") - 1
    cells[at] = "2025-05-25"
    rows = [",".join(["2025-06-01", born, *cells[1:]]) for born in ("2025-02-21", "2023-07-01")]
    children = read_children(read_table("\n".join([header, *rows]).encode(), "c.csv"), schedule)
    return Ground(children, schedule, records, youngest)


@pytest.mark.parametrize(
    ("asked", "taken", "vcqi"),
    [
        ("crude:dtp3", "crude:dtp3:either", "RI_COVG_01"),
        ("crude:bcg1:scar", "crude:bcg1:scar", "RI_COVG_01 (got_crude_bcg_by_scar)"),
        ("scar", "scar", "RI_COVG_01 (got_crude_bcg_by_scar)"),
        ("access:dtp", "access:dtp:either", "RI_ACC_01"),
        ("valid:dtp2", "valid:dtp2:card", "RI_COVG_02"),
        ("none", "none:either", "RI_COVG_04"),
        ("none:recall", "none:recall", "RI_COVG_04"),
        ("zero:dtp", "zero:dtp:either", "1 − RI_COVG_01 of dose 1"),
        ("dropout:bcg1-mcv1", "dropout:bcg1-mcv1:either", "RI_CONT_01"),
        ("dropout:dtp1-dtp3:card@270", "dropout:dtp1-dtp3:card@270", "RI_CONT_01"),
        ("card", "card", "RI_QUAL_01"),
        ("missed:any", "missed:any:card", "RI_QUAL_09 (of children)"),
        ("missed-crude:dtp1", "missed-crude:dtp1:card", "RI_QUAL_09 (of children)"),
        ("corrected:any", "corrected:any:card", "RI_QUAL_09 (corrected)"),
        ("visits:any", "visits:any:card", "RI_QUAL_08 (of visits)"),
        ("if-none-missed:dtp3", "if-none-missed:dtp3:card", "RI_QUAL_07"),
        ("if-every-visit-used:dtp3", "if-every-visit-used:dtp3:card", "RI_QUAL_07B"),
    ],
)
def test_a_question_names_its_source_and_vcqis_measure(asked, taken, vcqi):
    found = question(asked, ground())
    assert (found.asked, found.indicator.vcqi) == (taken, vcqi)


@pytest.mark.parametrize(
    ("records", "crude", "valid"),
    [("card", "either", "card"), ("fallback", "fallback", "fallback"), ("all", "any", "record")],
)
def test_whose_records_speak_is_the_source_of_a_question_that_names_none(records, crude, valid):
    both = ground(HEADER + REGISTER, records=records)
    assert question("crude:dtp1", both).asked == f"crude:dtp1:{crude}"
    assert question("valid:dtp1", both).asked == f"valid:dtp1:{valid}"


@pytest.mark.parametrize(
    ("asked", "youngest", "answers"),
    [
        ("dropout:dtp1-mcv1", None, [1, 1]),
        ("dropout:dtp1-mcv1@240", None, [None, 1]),
        ("dropout:dtp1-mcv1", 365, [1, 1]),
        ("dropout:dtp1-mcv1", 90, [None, 1]),
        ("crude:mcv1", 90, [None, 0]),
        ("crude:mcv1", 240, [0, 0]),
        ("valid:mcv1", 90, [None, 0]),
        ("crude:dtp1@101", None, [None, 1]),
    ],
)
def test_an_age_is_asked_or_follows_from_the_surveys_least_age(asked, youngest, answers):
    """VCQI: a dose due later than the survey's least age is asked of children known to be old enough for it."""
    here = ground(youngest=youngest)
    assert [question(asked, here).indicator.of(child) for child in here.children.interviews] == answers


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("", "this is not KIND:WHAT:SOURCE@DAYS"),
        ("crude dtp3", "this is not KIND:WHAT:SOURCE@DAYS"),
        ("crude:dtp3:card:recall", "this is not KIND"),
        ("coverage:dtp3", "'coverage' is no kind; known are crude, "),
        ("crude-crude:dtp3", "'crude-crude' is no kind"),
        ("crude:dtp", "'dtp' is no dose such as dtp3"),
        ("crude", "'' is no dose such as dtp3"),
        ("crude:dtp4", "the table lacks a column of dtp4 by card or recall"),
        ("crude:hepb1", "the table lacks a column of hepb1"),
        ("crude:dtp3:register", "the table lacks a column of dtp3 by register"),
        ("crude:dtp1:scar", "the table lacks a column of dtp1 by scar"),
        ("crude:dtp3:word", "'word' is no source; known are card, register"),
        ("valid:dtp3:recall", "'recall' has no dates"),
        ("dropout:dtp3-dtp1", "dtp1 does not come after dtp3"),
        ("dropout:dtp1", "'' is no dose such as dtp3"),
        ("dropout:dtp1-dtp1", "dtp1 does not come after dtp1"),
        ("set:6", "'6' is no set; known are 4, 5"),
        ("set:4", "the table lacks a column of polio3"),
        ("set:4:valid", "the rules have no polio 3"),
        ("card:dtp3", "card takes neither dose nor source"),
        ("card@30", "card has no age"),
        ("register", "the table has no column of a register"),
        ("none:register", "the table has no column of doses by register"),
        ("missed:any@30", "missed has no age"),
        ("if-none-missed:any", "'any' is no dose such as dtp3"),
    ],
)
def test_what_cannot_be_asked_is_told(asked, words):
    with pytest.raises(BadInput) as caught:
        question(asked, ground())
    assert str(caught.value).startswith(f"--indicator {asked}: {words}")


def test_valid_doses_need_rules():
    with pytest.raises(BadInput, match="valid:dtp1: it needs --rules"):
        question("valid:dtp1", ground(schedule=()))


def test_a_dose_without_a_card_column_is_not_counted_as_not_given():
    """Remembered doses alone would make every child with a card a child without the second measles dose."""
    with pytest.raises(BadInput, match="lacks a column of mcv2"):
        question("crude:mcv2", ground())


def test_the_usual_questions_are_those_the_table_can_answer():
    plain = usual_questions(ground(schedule=()))
    assert [one for one in plain if one.startswith("dropout")] == [
        "dropout:bcg1-mcv1",
        "dropout:dtp1-dtp3",
        "dropout:dtp1-mcv1",
    ]
    assert {"scar", "none", "card", "crude:bcg1:card", "crude:bcg1:recall", "crude:bcg1:either"} <= set(plain)
    assert not [one for one in plain if one.startswith(("valid", "missed", "set"))]
    ruled = usual_questions(ground(HEADER + REGISTER, records="all"))
    assert {
        "valid:dtp3",
        "missed:any",
        "missed-crude:any",
        "visits:any",
        "register",
        "crude:dtp1:any",
    } <= set(ruled)
    for one in ruled:
        question(one, ground(HEADER + REGISTER, records="all"))


def test_without_a_dose_by_rules_there_is_no_question_of_them():
    assert not [one for one in usual_questions(ground(schedule=RULES[:1])) if one.startswith("valid:dtp")]


def test_a_set_is_asked_by_source_and_by_valid_doses():
    here = ground(HEADER + ",card_polio1,card_polio2,card_polio3", schedule=(*RULES, *POLIO))
    assert question("set:4", here).asked == "set:4:either"
    found = question("set:4:valid", here)
    assert (found.asked, found.indicator.vcqi) == ("set:4:valid", "RI_COVG_03")
    assert [found.indicator.of(child) for child in here.children.interviews] == [0, 0]
    with pytest.raises(BadInput, match="if-every-visit-used:any: 'any' is no dose"):
        question("if-every-visit-used:any", here)
