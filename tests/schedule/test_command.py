"""`fieldapp schedule evaluate`: JSON lines in, JSON lines out; a wrong line is named and the rest goes on."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from fieldapp.problems import BadInput
from fieldapp.schedule.cli import schedule

COMPLETE = {
    "id": "c-1",
    "born": "2026-06-10",
    "sex": "female",
    "doses": [
        {"product": "HepB", "given_on": "2026-06-10"},
        {"product": "BCG", "given_on": "2026-06-10"},
        {"product": "HepB", "given_on": "2026-07-10"},
    ],
}


def run(*lines, on="2026-08-01", options=()):
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    done = CliRunner().invoke(schedule, ["evaluate", "--on", on, *options], input=text)
    return done.exit_code, [json.loads(line) for line in done.stdout.splitlines()]


def test_a_child_comes_back_in_the_shape_of_the_contract():
    code, answers = run(COMPLETE)
    assert code == 0
    assert answers == [
        {
            "id": "c-1",
            "result": "complete",
            "doses": [{**dose, "valid": True} for dose in COMPLETE["doses"]],
            "due": [],
            "closed": [],
            "next": [
                {"series": "hepb", "n": 3, "product": "HepB", "from": "2026-12-10"},
                {"series": "polio", "n": 1, "product": "IPV", "from": "2026-08-10"},
                {"series": "dtp", "n": 1, "product": "DTaP", "from": "2026-08-10"},
                {"series": "mcv", "n": 1, "product": "MMR", "from": "2027-02-10"},
                {"series": "je", "n": 1, "product": "JE-L", "from": "2027-02-10"},
                {"series": "mena", "n": 1, "product": "MPSV-A", "from": "2026-12-10"},
                {"series": "menac", "n": 1, "product": "MPSV-AC", "from": "2029-06-10"},
                {"series": "hepa", "n": 1, "product": "HepA-L", "from": "2027-12-10"},
                {"series": "hpv", "n": 1, "product": "2vHPV", "from": "2039-06-10"},
            ],
        }
    ]


def test_a_due_row_and_a_refused_dose_have_the_keys_of_the_contract():
    late = {
        **COMPLETE,
        "doses": [{"product": "HepB", "given_on": "2026-06-09"}, {"product": "X", "given_on": None}],
    }
    _, [answer] = run(late)
    assert answer["doses"] == [
        {"product": "HepB", "given_on": "2026-06-09", "valid": False, "reason": "before_birth"},
        {"product": "X", "given_on": None, "valid": False, "reason": "unknown_product"},
    ]
    assert answer["due"][0] == {
        "series": "hepb",
        "n": 1,
        "product": "HepB",
        "earliest": "2026-06-10",
        "overdue_since": "2026-06-11",
    }


def test_a_wrong_line_is_named_in_its_place_and_the_rest_is_evaluated():
    code, answers = run(COMPLETE, "{not json", "", {**COMPLETE, "id": "c-2"})
    assert code == 2
    assert [answer.get("id") for answer in answers] == ["c-1", None, "c-2"]
    assert answers[1]["line"] == 2
    assert answers[1]["problem"].startswith("not valid JSON")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"born": None}, "born: is missing"),
        ({"born": "2026-02-30"}, "born: must be a day"),
        ({"born": 20260610}, "born: must be a day"),
        ({"sex": "girl"}, "sex: must be male or female"),
        ({"province": 33}, "province: must be a text"),
        ({"doses": {}}, "doses: must be a list"),
        ({"doses": [7]}, "doses[0]: must be an object"),
        ({"doses": [{"given_on": "2026-06-10"}]}, "doses[0].product"),
        ({"doses": [*COMPLETE["doses"], {"product": "BCG", "given_on": "10/6/2026"}]}, "doses[3].given_on"),
        ({"states": [7]}, "states[0]: must be an object"),
        ({"states": [{"series": "opv", "n": 1, "state": "refused"}]}, "states[0].series"),
        ({"states": [{"series": "mcv", "n": 1, "state": "sick"}]}, "states[0].state"),
        ({"states": [{"series": "mcv", "n": 0, "state": "refused"}]}, "states[0].n"),
    ],
)
def test_the_problem_of_a_line_names_its_field(change, field):
    code, [answer] = run({**COMPLETE, **change})
    assert code == 2
    assert list(answer) == ["line", "problem"]
    assert field in answer["problem"]


@pytest.mark.parametrize("line", ["[]", "7", "null", '"x"', "[" * 100_000])
def test_a_line_that_is_no_object_is_named(line):
    code, [answer] = run(line)
    assert code == 2
    assert answer["line"] == 1


def test_what_the_evaluator_can_judge_itself_is_no_wrong_line():
    odd = {"born": "2026-06-10", "doses": [{"product": "VarV", "given_on": "2020-01-01"}]}
    code, [answer] = run(odd)
    assert code == 0
    assert answer["id"] is None
    assert answer["doses"][0]["reason"] == "unknown_product"


def test_an_edition_judges_everything_alone():
    child = {**COMPLETE, "born": "2024-05-10", "doses": [{"product": "DTaP", "given_on": "2024-08-10"}]}
    assert run(child)[1][0]["doses"][0]["valid"]
    assert run(child, options=["--edition", "2021"])[1][0]["doses"][0]["valid"]
    two_months = {**child, "doses": [{"product": "DTaP", "given_on": "2024-07-10"}]}
    assert not run(two_months, options=["--edition", "2021"])[1][0]["doses"][0]["valid"]
    assert run(two_months, options=["--edition", "2026"])[1][0]["doses"][0]["valid"]


def test_a_province_changes_the_rules_of_its_own_line_only():
    child = {**COMPLETE, "born": "2025-01-10"}
    doses = [{"product": "IPV", "given_on": f"2025-0{month}-10"} for month in (3, 4, 5)]
    _, answers = run({**child, "doses": doses, "province": "浙江"}, {**child, "doses": doses})
    due = [[row for row in answer["due"] if row["series"] == "polio"] for answer in answers]
    assert [row["product"] for row in due[0]] == ["IPV"]
    assert due[1] == []


def test_half_of_a_surrogate_pair_in_an_id_comes_back_as_it_came():
    code, [answer] = run('{"id": "\\ud800", "born": "2026-06-10"}')
    assert code == 0
    assert answer["id"] == "\ud800"


@pytest.mark.parametrize("said", [2**64, -(2**70), 1.5, 1e22, True, None, "一号", ["a", 1], {"x": 2**65}])
def test_an_id_comes_back_digit_for_digit_whatever_it_is(said):
    code, [answer] = run({**COMPLETE, "id": said})
    assert code == 0
    assert answer["id"] == said
    assert type(answer["id"]) is type(said)


@pytest.mark.parametrize(
    "line", ['{"id": NaN, "born": "2026-06-10"}', '{"id": 1, "born": "2026-06-10", "x": -Infinity}']
)
def test_what_is_no_json_number_makes_a_wrong_line(line):
    code, [answer] = run(line)
    assert code == 2
    assert answer["problem"].startswith("not valid JSON")


def test_the_command_starts_without_the_web_server():
    loaded = "import sys; import fieldapp.schedule.cli; sys.exit({'flask', 'sqlalchemy'} & set(sys.modules) != set())"
    assert subprocess.run([sys.executable, "-c", loaded], check=False).returncode == 0


@pytest.mark.parametrize("options", [["--on", "2026-13-01"], ["--on", "1 May"], []])
def test_a_check_date_that_is_none_is_refused_in_one_sentence(options):
    with pytest.raises(BadInput, match=r"--on: a check date such as 2026-09-01 is needed"):
        CliRunner().invoke(schedule, ["evaluate", *options], input="", catch_exceptions=False)


def test_an_edition_that_is_not_there_is_refused_in_one_sentence():
    asked = ["evaluate", "--on", "2026-09-01", "--edition", "1999"]
    with pytest.raises(BadInput, match=r"no edition 1999; there are 2016, 2021, 2025dtap, 2025hpv, 2026"):
        CliRunner().invoke(schedule, asked, input="", catch_exceptions=False)
