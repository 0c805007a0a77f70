"""Card, register, word and scar: which source says a child had a dose, and which record's dates are judged."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from fieldapp.survey.indicators import continuity
from fieldapp.survey.indicators import coverage as routine
from fieldapp.survey.indicators.evidence import (
    CardDose,
    DoseRule,
    Interview,
    believed,
    has_dose,
    one_record,
    survey_rule,
)

BORN = date(2023, 3, 1)
RULES = (
    DoseRule("bcg", 1, 0),
    *(DoseRule("dtp", n, 60 + 30 * n, 28) for n in (1, 2, 3)),
    DoseRule("mcv", 1, 240),
)


def written(antigen: str, *ages: int | None) -> tuple[CardDose, ...]:
    return tuple(
        CardDose(antigen, n, None if age is None else BORN + timedelta(days=age))
        for n, age in enumerate(ages, 1)
    )


NOBODY = Interview(date(2025, 3, 1), BORN)
BY_CARD = replace(NOBODY, doses=written("dtp", 92))
BY_REGISTER = replace(NOBODY, register=written("dtp", 92, 122))
BY_BOTH = replace(NOBODY, doses=written("dtp", 92), register=written("dtp", 92, 122))
BY_WORD = replace(NOBODY, recall={"dtp": 2})
SCARRED = replace(NOBODY, bcg_scar=True)


@pytest.mark.parametrize(
    ("source", "card", "register", "both", "word"),
    [
        ("card", 0, 0, 0, 0),
        ("register", 0, 1, 1, 0),
        ("record", 0, 1, 1, 0),
        ("recall", 0, 0, 0, 1),
        ("either", 0, 0, 0, 1),
        ("any", 0, 1, 1, 1),
        ("fallback", 0, 1, 0, 1),
        ("scar", 0, 0, 0, 0),
    ],
)
def test_the_second_dose_of_dtp_by_every_source(source, card, register, both, word):
    """VCQI RI_COVG_01: by card, register, history, c_or_r, c_or_h, c_or_h_or_r; the register only without a card."""
    found = [int(has_dose(child, "dtp", 2, source)) for child in (BY_CARD, BY_REGISTER, BY_BOTH, BY_WORD)]
    assert found == [card, register, both, word]


@pytest.mark.parametrize(
    ("source", "scar"),
    [
        ("scar", 1),
        ("either", 1),
        ("any", 1),
        ("fallback", 1),
        ("card", 0),
        ("register", 0),
        ("record", 0),
        ("recall", 0),
    ],
)
def test_a_scar_is_bcg_where_word_counts_and_a_source_of_its_own(source, scar):
    assert routine.crude("bcg", 1, source).of(SCARRED) == scar
    assert routine.crude("dtp", 1, source).of(SCARRED) == 0


def test_a_scar_alone_is_not_unvaccinated_and_begins_a_dropout():
    assert routine.not_vaccinated(["bcg", "dtp"]).of(SCARRED) == 0
    assert routine.not_vaccinated(["bcg", "dtp"], "recall").of(SCARRED) == 1
    assert continuity.dropout_between(("bcg", 1), ("mcv", 1)).of(SCARRED) == 1
    assert continuity.dropout_between(("bcg", 1), ("mcv", 1), "recall").of(SCARRED) is None


def test_bcg_says_that_a_scar_counts():
    assert "recall or scar" in routine.crude("bcg", 1).name
    assert "scar" not in routine.crude("dtp", 1).source


def test_valid_doses_are_of_one_record_and_never_mixed():
    """Two valid on the card, another two in the register: three are valid in neither."""
    child = replace(NOBODY, doses=written("dtp", 92, 122), register=written("dtp", 92, None, 155))
    judge = survey_rule(RULES)
    found = {
        record: [routine.valid("dtp", n, judge, record=record).of(child) for n in (1, 2, 3)]
        for record in ("card", "register", "record", "fallback")
    }
    assert found == {"card": [1, 1, 0], "register": [1, 1, 0], "record": [1, 1, 0], "fallback": [1, 1, 0]}
    assert routine.valid("dtp", 2, judge, record="card").of(BY_REGISTER) == 0
    assert routine.valid("dtp", 2, judge, record="record").of(BY_BOTH) == 1
    assert [routine.valid("dtp", 2, judge, record="fallback").of(one) for one in (BY_REGISTER, BY_BOTH)] == [
        1,
        0,
    ]


def test_the_register_fills_the_card_where_it_says_more():
    """VCQI calculate_MOV_flags: a series with more dates; a single dose without a date, or not at all, on the card."""
    child = replace(
        NOBODY,
        doses=(*written("dtp", 92), *written("bcg", None), *written("mcv", 250)),
        register=(*written("dtp", 95, 125), *written("bcg", 3), *written("mcv", 260)),
    )
    filled = one_record(child, RULES, "record")
    assert believed(filled, "dtp") == {1: BORN + timedelta(days=95), 2: BORN + timedelta(days=125)}
    assert believed(filled, "bcg") == {1: BORN + timedelta(days=3)}
    assert believed(filled, "mcv") == {1: BORN + timedelta(days=250)}
    ticked = replace(NOBODY, doses=written("dtp", 92), register=written("bcg", None))
    assert believed(one_record(ticked, RULES, "record"), "bcg") == {1: None}
    assert one_record(BY_REGISTER, RULES, "record").doses == BY_REGISTER.register
    assert one_record(BY_BOTH, RULES, "fallback").doses == BY_BOTH.doses


def test_availability_of_card_and_register():
    assert [routine.card_availability().of(one) for one in (BY_CARD, BY_REGISTER)] == [1, 0]
    assert [routine.register_availability().of(one) for one in (BY_CARD, BY_REGISTER)] == [0, 1]


def test_access_is_the_first_dose():
    assert [routine.access("dtp").of(one) for one in (BY_CARD, BY_WORD, SCARRED)] == [1, 1, 0]


@pytest.mark.parametrize(
    ("days_old", "born_known", "answer"),
    [(239, True, None), (240, True, 1), (700, True, 1), (700, False, None)],
)
def test_dropout_asks_children_old_enough_for_the_later_dose(days_old, born_known, answer):
    """VCQI RI_CONT_01 leaves out who is not known to be of the later dose's age."""
    child = replace(BY_CARD, on=BORN + timedelta(days=days_old), born=BORN if born_known else None)
    assert continuity.dropout_between(("dtp", 1), ("mcv", 1), from_days=240).of(child) == answer


def test_dropout_across_antigens():
    had_both = replace(BY_CARD, doses=(*BY_CARD.doses, *written("mcv", 250)))
    indicator = continuity.dropout_between(("dtp", 1), ("mcv", 1))
    assert [indicator.of(one) for one in (BY_CARD, had_both, NOBODY)] == [1, 0, None]
    assert (indicator.name, indicator.vcqi) == ("dropout of dtp 1 to mcv 1, by card or recall", "RI_CONT_01")


def test_every_indicator_of_bcg_says_that_a_scar_counts_and_no_other_does():
    bcg, dtp = routine.access("bcg"), routine.access("dtp")
    assert (bcg.name, bcg.zh) == (
        "access: bcg 1, by card, recall or scar",
        "接种服务可及性：bcg第1剂（按卡证、回忆或卡痕）",
    )
    assert (dtp.name, dtp.zh) == (
        "access: dtp 1, by card or recall",
        "接种服务可及性：dtp第1剂（按卡证或回忆）",
    )
    assert bcg.numerator == "children with dose 1 of bcg by card, recall or scar"
    assert ("scar" in bcg.source, "scar" in dtp.source) == (True, False)
    assert "scar" in routine.crude("bcg", 1).name and "scar" in routine.zero_dose("bcg").numerator
