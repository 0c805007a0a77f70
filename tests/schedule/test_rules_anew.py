"""The rules read and compiled anew, and what is answered of them: keys, words and limits that others read."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from fieldapp.ground.problems import BadInput
from fieldapp.schedule import calendars as seen
from fieldapp.schedule import compile_rules, evaluate, programme
from fieldapp.schedule.explaining import explain
from fieldapp.schedule.lines import read_line
from fieldapp.schedule.plausible import problem_of
from fieldapp.schedule.programme import Programme, shifted
from fieldapp.schedule.rules import vocabulary
from fieldapp.schedule.rules.days import NEVER, civil, day_number, number
from fieldapp.schedule.rules.installed import editions_of
from fieldapp.schedule.rules.library import load, put_on
from fieldapp.schedule.rules.telling import count_words, day_words
from fieldapp.schedule.rules.vocabulary import FAR, Wrong
from tests.schedule.cases import all_cases, told

EDITIONS = Path(__file__).parents[2] / "fieldapp" / "schedule" / "editions"


@pytest.fixture
def anew(monkeypatch):
    """The packaged rules, with nothing remembered of an earlier reading."""
    monkeypatch.setattr(programme, "_SHIFTED", {})
    library = load()
    return lambda edition=None, province=None: Programme(compile_rules(library, edition, province))


def test_rules_read_anew_judge_every_case_as_its_table_says(anew):
    made = {}
    for case in all_cases():
        which = case["edition"], case["province"]
        rules = made[which] = made.get(which) or anew(*which)
        answer = evaluate(case["child"], case["doses"], case["on"], rules)
        assert told(answer, case) == case["expected"], case["why"]


def test_an_interval_is_added_in_days_or_calendar_months(monkeypatch):
    monkeypatch.setattr(programme, "_SHIFTED", {})
    first = day_number(date(2024, 1, 31))
    for span, then in ((-28, (2024, 2, 28)), (1, (2024, 2, 29)), (12, (2025, 1, 31)), (0, (2024, 1, 31))):
        assert shifted(span)[first] == day_number(date(*then))
    assert shifted(None)[first] == first


def test_numbers_of_a_series_are_closed_and_no_others():
    closes = {one["id"]: one for era in compile_rules(load())["eras"] for one in era["close"]}
    assert closes["polio-type2-clinic"]["n"] == [5, vocabulary.MANY]  # "5..": from the fifth on
    assert {one["n"] is None for name, one in closes.items() if name != "polio-type2-clinic"} == {True}


def test_an_edition_that_is_not_there_is_answered_with_those_that_are():
    with pytest.raises(BadInput) as refused:
        compile_rules(load(), "1999")
    there = sorted(file.stem for file in EDITIONS.glob("*.toml"))
    assert str(refused.value) == f"--edition: no edition 1999; there are {', '.join(there)}."


def test_the_first_of_march_follows_the_last_of_february_in_every_year():
    for year in range(1, 10_000):
        for month, day in ((2, 28), (3, 1), (12, 31), (1, 1)):
            found = date(year, month, day)
            assert civil(day_number(found)) == (year, month, day)
            assert number(year, month, day) == day_number(found)
    for year, leap in ((1600, True), (1900, False), (2000, True), (2024, True), (2100, False), (2400, True)):
        assert civil(number(year, 3, 1) - 1) == (year, 2, 29 if leap else 28)


def test_a_patch_keeps_the_facts_of_its_rule_and_adds_its_own():
    base = {"rule": [{"id": "a", "age": 1, "facts": ["dose/a"]}, {"id": "b", "age": 2}]}
    own = {"patch": [{"rule": "a", "age": 5, "facts": ["province/a"]}, {"rule": "b", "ask": False}]}
    assert put_on(base, own)["rule"] == [
        {"id": "a", "age": 5, "facts": ["dose/a", "province/a"]},
        {"id": "b", "age": 2, "ask": False},
    ]
    assert put_on(base, {"patch": [{"rule": "a", "age": 5}]})["rule"][0]["facts"] == ["dose/a"]


def test_corrected_files_lie_in_the_folder_schedule_of_the_server(tmp_path):
    folder = tmp_path / "schedule" / "editions"
    folder.mkdir(parents=True)
    said = (EDITIONS / "2026.toml").read_text("utf-8").replace("（2026年版）", "（2026年版，更正）")
    (folder / "2026.toml").write_text(said, "utf-8")
    assert editions_of(str(tmp_path)).by_id["2026"].head["zh"].endswith("更正）")


def test_days_and_numbers_of_doses_are_told_in_both_languages():
    low, high = day_number(date(2016, 3, 1)), day_number(date(2026, 12, 31))
    ranges = [(low, FAR), (-FAR, high), (low, low), (low, high)]
    assert [day_words(*one, "zh") for one in ranges] == [
        "2016-03-01及以后", "2026-12-31及以前", "2016-03-01", "2016-03-01–2026-12-31",
    ]  # fmt: skip
    assert [day_words(*one, "en") for one in ranges] == [
        "2016-03-01 or later", "2026-12-31 or earlier", "2016-03-01", "2016-03-01–2026-12-31",
    ]  # fmt: skip
    numbers = [(1, FAR), (-FAR, 2), (3, 3), (1, 2), (1, 1)]
    assert [count_words(*one, "zh") for one in numbers] == ["至少1剂", "至多2剂", "3剂", "1–2剂", "1剂"]
    assert [count_words(*one, "en") for one in numbers[:4]] == [
        "at least 1 dose", "at most 2 doses", "3 doses", "1–2 doses",
    ]  # fmt: skip
    assert count_words(1, 1, "en") == "1 dose"


def test_a_list_of_names_is_read_name_by_name():
    names = load().names
    assert vocabulary._all_of(vocabulary._product)(["HepB", "bOPV"], names) == ["HepB", "bOPV"]
    with pytest.raises(Wrong) as wrong:
        vocabulary._all_of(vocabulary._product)(["HepB", "HepX"], names)
    assert wrong.value.args == ("没有这个疫苗代码：HepX", "no such product: HepX")


def test_an_explanation_says_of_every_dose_series_number_reason_and_rule(anew):
    doses = [{"product": "HepB", "given_on": "2025-06-10"}, {"product": "HepB", "given_on": "2025-06-20"}]
    found = explain({"born": "2025-06-10", "sex": "male"}, doses, "2025-08-01", anew())
    first, second = (dose["parts"][0] for dose in found["doses"])
    keys = ["series", "n", "reason", "rule", "unsure", "counts", "from"]
    assert list(first) == list(second) == keys
    assert (first["series"], first["n"], first["reason"], first["counts"]) == ("hepb", 1, None, True)
    assert (second["series"], second["counts"]) == ("hepb", False) and second["reason"]
    assert second["from"] > "2025-06-20"


STATES = "refused, contraindicated, had_disease, unknown"
CHILD = {"id": 1, "born": "2025-06-10", "sex": "male", "doses": []}


@pytest.mark.parametrize(
    ("states", "said"),
    [
        ([{"series": "hepx", "state": "refused"}], 'states[0].series: no such series: "hepx".'),
        ([{"state": "refused"}], "states[0].series: no such series: null."),
        ([{"series": "hepb", "state": "x"}], f'states[0].state: must be one of {STATES}, not "x".'),
        ([{"series": "hepb", "state": "refused", "n": 0}], "states[0].n: must be a dose number from 1, not 0."),
        ([7], "states[0]: must be an object with series, n and state."),
    ],
)  # fmt: skip
def test_a_state_that_is_none_is_said_with_what_was_written(anew, states, said):
    with pytest.raises(BadInput) as wrong:
        read_line(json.dumps(CHILD | {"states": states}).encode(), anew())
    assert str(wrong.value) == said


@pytest.mark.parametrize(
    ("born", "given", "found"),
    [
        ("2026-08-02", None, {"code": "not_born", "field": "born", "born": "2026-08-02", "on": "2026-08-01"}),
        ("1996-07-31", None,
         {"code": "too_old", "field": "born", "born": "1996-07-31", "on": "2026-08-01", "years": 30}),
        ("1996-08-01", None, None),
        ("2026-08-01", "2026-08-01", None),
        ("2026-06-10", "2026-06-09",
         {"code": "before_birth", "field": "doses[0].given_on", "at": 1, "product": "BCG",
          "day": "2026-06-09", "born": "2026-06-10"}),
        ("2026-06-10", "2026-08-02",
         {"code": "after_day", "field": "doses[0].given_on", "at": 1, "product": "BCG",
          "day": "2026-08-02", "on": "2026-08-01"}),
    ],
)  # fmt: skip
def test_what_cannot_be_is_answered_with_the_blanks_of_its_sentence(anew, born, given, found):
    doses = [{"product": "BCG", "given_on": given}] if given else []
    assert problem_of({"born": born, "sex": "male"}, doses, "2026-08-01", anew()) == found


def test_a_dose_a_series_has_not_is_answered_with_the_most_it_has(anew):
    child = {"born": "2025-06-10", "sex": "male", "states": [{"series": "bcg", "n": 2, "state": "refused"}]}
    found = {"code": "no_such_dose", "field": "states[0].n", "at": 1, "series": "bcg", "n": 2, "most": 1}
    assert problem_of(child, [], "2026-08-01", anew()) == found


def test_no_more_is_remembered_than_is_allowed(monkeypatch):
    monkeypatch.setattr(seen, "REMEMBER_AT_MOST", 2)
    ages = seen.Calendars([0, None, 1])
    first = day_number(date(2024, 1, 31))
    assert ages[first] == [first, NEVER, day_number(date(2024, 2, 29))]
    for born in range(5):
        assert ages[born][0] == born
    assert len(ages) == 2
