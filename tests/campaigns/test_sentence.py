"""The sentence a round's page begins with, and the other words for where a round stands."""

from __future__ import annotations

from datetime import date

import pytest

from fieldapp.accounts.responsible import telephone
from fieldapp.campaigns.figures.indicators import Counts
from fieldapp.campaigns.rounds.sentence import Lacking, of_village, sentence
from fieldapp.campaigns.states import CLOSED, COMING, DRAFT, PAST, RUNNING, campaign_stage, stage
from fieldapp.campaigns.words import in_form
from fieldapp.models.campaigns import Round

ON = date(2026, 11, 29)


def county(*shorts: int, towns: int = 3) -> list[Lacking]:
    """Villages that lack so many children, spread over `towns` townships in turn."""
    return [Lacking(f"{n}村", f"{'甲乙丙丁'[n % towns]}镇", short) for n, short in enumerate(shorts)]


def counts(short: int, target: int = 1000, elsewhere: int = 0) -> Counts:
    return Counts(registered=target, vaccinated=target - short - elsewhere, elsewhere=elsewhere)


def said(lacking: list[Lacking], language: str = "zh", stage_: str = RUNNING, **more: int) -> str:
    short = sum(one.short for one in lacking)
    return str(sentence(stage_, "2026-11-27", counts(short, **more), lacking, ON, language))


MANY = county(40, 39, 38, 37, 36, *[20] * 10, *[1] * 30, 0, 0)


@pytest.mark.parametrize(
    ("lacking", "zh", "en"),
    [
        (
            MANY,
            "还差420个，一半在3个乡镇的6个村。",
            "420 children still to dose, half of them in 6 villages of 3 townships.",
        ),
        (
            county(*[9] * 4, *[1] * 30, towns=1),
            "还差66个，一半在4个村。",
            "66 children still to dose, half of them in 4 villages.",
        ),
        (
            county(30, 1, 1, 1, 1, 1),
            "还差35个，大半在甲镇0村。",
            "35 children still to dose, most of them in 0村 (甲镇).",
        ),
        (
            county(10, 1, 1, 1, 2, 3, towns=1),
            "还差18个，一半在0村。",
            "18 children still to dose, half of them in 0村.",
        ),
        (county(7), "还差7个，都在0村。", "7 children still to dose, all of them in 0村."),
        (county(1), "还差1个，在0村。", "1 child still to dose, in 0村."),
        (
            county(4, 3),
            "还差7个，在甲镇0村和乙镇1村。",
            "7 children still to dose, in 0村 (甲镇) and 1村 (乙镇).",
        ),
        (
            county(4, 3, 1, towns=1),
            "还差8个，在0村、1村和2村。",
            "8 children still to dose, in 0村, 1村 and 2村.",
        ),
        (
            county(*[1] * 9),
            "还差9个，分散在3个乡镇的9个村。",
            "9 children still to dose, spread over 9 villages of 3 townships.",
        ),
        (
            county(*[1] * 9, towns=1),
            "还差9个，分散在9个村。",
            "9 children still to dose, spread over 9 villages.",
        ),
        ([], "还差0个，应服的1000个都已服。", "Still to dose: 0. All 1000 children of the target are dosed."),
    ],
)
def test_it_says_how_many_and_in_which_few_villages(lacking: list[Lacking], zh: str, en: str) -> None:
    assert said(lacking) == zh
    assert said(lacking, "en") == en


def test_one_township_alone_among_several_is_named() -> None:
    lacking = [Lacking(f"{n}村", "甲镇", 30) for n in range(4)] + county(*[2] * 20, towns=3)
    assert said(lacking) == "还差160个，一半在甲镇的3个村。".replace("的3个村", "0村、甲镇1村和甲镇2村")
    lacking = [Lacking(f"{n}村", "甲镇", 30) for n in range(8)] + county(*[2] * 60, towns=3)
    assert said(lacking) == "还差360个，一半在甲镇的6个村。"


def test_villages_that_hold_half_are_the_fewest_that_do() -> None:
    """Eight of forty hold 4 × 10 + 4 × 5 = 60 of 92: six hold 50, five 45 of the 46 needed."""
    shorts = [10] * 4 + [5] * 4 + [1] * 32
    assert said(county(*shorts, towns=1)) == "还差92个，一半在6个村。"


@pytest.mark.parametrize(
    ("found", "zh", "en"),
    [
        (Counts(), "名单上还没有孩子。", "No child is on the list yet."),
        (Counts(registered=1, removed=1), "名单上还没有孩子。", "No child is on the list yet."),
        (
            Counts(registered=1, vaccinated=1),
            "还差0个，应服的1个已服。",
            "Still to dose: 0. The one child of the target is dosed.",
        ),
        (
            Counts(registered=3, vaccinated=2, elsewhere=1),
            "还差0个，应服的3个都已服，其中1个在别处。",
            "Still to dose: 0. All 3 children of the target are dosed, 1 of them elsewhere.",
        ),
    ],
)
def test_nobody_and_nobody_left_are_two_things(found: Counts, zh: str, en: str) -> None:
    assert str(sentence(RUNNING, "2026-11-27", found, [], ON)) == zh
    assert str(sentence(RUNNING, "2026-11-27", found, [], ON, "en")) == en


@pytest.mark.parametrize(
    ("first_day", "listed", "zh", "en"),
    [
        (
            "2026-12-05",
            3567,
            "12月5日开始，名单上有3567个孩子。",
            "Begins on 2026-12-05; 3567 children are on the list.",
        ),
        (
            "2027-01-05",
            1,
            "2027年1月5日开始，名单上有1个孩子。",
            "Begins on 2027-01-05; 1 child is on the list.",
        ),
        (
            "2026-12-05",
            0,
            "12月5日开始，名单上还没有孩子。",
            "Begins on 2026-12-05; no child is on the list yet.",
        ),
    ],
)
def test_before_the_first_day_there_is_a_date_and_no_share(
    first_day: str, listed: int, zh: str, en: str
) -> None:
    found = Counts(registered=listed)
    assert str(sentence(COMING, first_day, found, county(listed), ON)) == zh
    assert str(sentence(COMING, first_day, found, county(listed), ON, "en")) == en


def test_a_draft_a_round_past_its_last_day_and_a_closed_one_say_so() -> None:
    assert said(MANY, stage_=DRAFT) == "还在筹备，启动后才计数。"
    assert said(MANY, stage_=PAST) == "过了最后一天，还差420个，一半在3个乡镇的6个村。"
    assert said(MANY, stage_=CLOSED) == "已经结束，还差420个，一半在3个乡镇的6个村。"
    assert said([], "en", CLOSED) == "Closed, still to dose: 0. All 1000 children of the target are dosed."


def test_its_number_stands_apart_so_that_it_can_lead_on() -> None:
    found = sentence(RUNNING, "2026-11-27", counts(7), county(7), ON)
    assert (found.before, found.number, found.after) == ("还差", 7, "个，都在")
    assert (found.where, found.end) == ("0村", "。")
    assert sentence(DRAFT, "2026-11-27", counts(7), [], ON).number is None


def test_what_is_injected_is_said_of_injections() -> None:
    assert in_form("injection", said([])) == "还差0个，应种的1000个都已种。"


@pytest.mark.parametrize(
    ("short", "missed", "zh", "en"),
    [
        (0, 0, "", ""),
        (9, 0, "都还没去过", "not visited yet"),
        (3, 3, "都去过了，要再去", "all visited, to come back to"),
        (12, 3, "9个还没去过，3个要再去", "9 not visited yet, 3 to come back to"),
        (2, 5, "都去过了，要再去", "all visited, to come back to"),
    ],
)
def test_a_village_says_who_was_visited(short: int, missed: int, zh: str, en: str) -> None:
    assert (of_village(short, missed), of_village(short, missed, "en")) == (zh, en)


def test_a_village_s_own_page_says_who_was_visited_and_not_where_it_is() -> None:
    own = [
        sentence(RUNNING, "2026-11-27", counts(12), county(12), ON, lang, missed=3) for lang in ("zh", "en")
    ]
    assert str(own[0]) == "还差12个，9个还没去过，3个要再去。"
    assert str(own[1]) == "12 children still to dose, 9 not visited yet, 3 to come back to."


def round_(first: str, last: str, state: str = "open") -> Round:
    return Round(key="r", campaign="c", n=1, first_day=first, last_day=last, state=state)


@pytest.mark.parametrize(
    ("campaign", "found", "begun", "expected"),
    [
        ("draft", round_("2026-11-01", "2026-12-30"), False, DRAFT),
        ("open", round_("2026-11-30", "2026-12-09"), False, COMING),
        ("open", round_("2026-11-30", "2026-12-09"), True, RUNNING),
        ("open", round_("2026-11-29", "2026-12-09"), False, RUNNING),
        ("open", round_("2026-11-20", "2026-11-29"), False, RUNNING),
        ("open", round_("2026-11-20", "2026-11-28"), False, PAST),
        ("open", round_("2026-11-20", "2026-11-28", "closed"), False, CLOSED),
        ("closed", round_("2026-11-20", "2026-12-28"), False, CLOSED),
    ],
)
def test_where_a_round_stands(campaign: str, found: Round, begun: bool, expected: str) -> None:
    assert stage(campaign, found, ON, begun) == expected


def test_a_campaign_that_was_opened_has_not_begun_before_its_first_round() -> None:
    coming, running = round_("2026-12-01", "2026-12-09"), round_("2026-11-01", "2026-11-09")
    found = [campaign_stage("open", rounds, ON) for rounds in ([], [coming], [running, coming])]
    assert found == [COMING, COMING, RUNNING]
    assert [campaign_stage(state, [running], ON) for state in ("draft", "closed")] == [DRAFT, CLOSED]


def test_the_number_to_call_is_the_one_on_record_or_the_user_name() -> None:
    assert telephone("0737-5200001", "v1") == "0737-5200001"
    assert telephone(None, "13900000001") == "13900000001"
    assert telephone(None, "v1") is None
