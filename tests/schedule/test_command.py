"""`fieldapp schedule evaluate`: JSON lines in, JSON lines out; a wrong line is named and the rest goes on."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date

import pytest
from click.testing import CliRunner

from fieldapp.commands.schedule import schedule
from fieldapp.ground.problems import BadInput
from tests.schedule.cases import on_time
from tests.schedule.usual import usual

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
            "missing": [],
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
            "notes": [],
        }
    ]


def test_a_due_row_a_missing_slot_and_a_refused_dose_have_the_keys_of_the_contract():
    late = {
        **COMPLETE,
        "doses": [
            {"product": "HepB", "given_on": "2026-08-20"},
            {"product": "HepB", "given_on": "2026-08-21"},
        ],
    }
    code, [answer] = run(late, on="2026-09-10")
    assert code == 0
    assert answer["doses"] == [
        {"product": "HepB", "given_on": "2026-08-20", "valid": True},
        {"product": "HepB", "given_on": "2026-08-21", "valid": False, "reason": "too_soon"},
    ]
    assert answer["due"][0] == {
        "series": "bcg",
        "n": 1,
        "product": "BCG",
        "earliest": "2026-06-10",
        "overdue_since": "2026-09-10",
        "condition": "ppd_negative",
    }
    assert answer["missing"] == [
        {"series": "hepb", "n": 2, "product": "HepB", "waits_until": "2026-09-17"},
        {"series": "bcg", "n": 1, "product": "BCG", "condition": "ppd_negative"},
        {"series": "polio", "n": 1, "product": "IPV"},
        {"series": "polio", "n": 2, "product": "IPV"},
        {"series": "dtp", "n": 1, "product": "DTaP"},
    ]


def test_a_wrong_line_is_named_in_its_place_and_the_rest_is_evaluated():
    code, answers = run(COMPLETE, "{not json", "", {**COMPLETE, "id": "c-2"})
    assert code == 2
    assert [answer.get("id") for answer in answers] == ["c-1", None, None, "c-2"]
    assert answers[1]["line"] == 2
    assert answers[1]["problem"].startswith("not valid JSON")
    assert answers[2] == {"line": 3, "problem": "the line is empty."}


@pytest.mark.parametrize("text", ["", "\n", "\n\n", " \r\n\t\n", "{}", "{}\n[]\n\n7"])
def test_every_line_has_one_answer(text):
    done = CliRunner().invoke(schedule, ["evaluate", "--on", "2026-08-01"], input=text)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    lines = text.encode().splitlines(keepends=True)
    assert [answer["line"] for answer in answers] == list(range(1, len(lines) + 1))
    assert done.exit_code == (2 if lines else 0)


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
        ({"states": [{"series": "mcv", "n": "2", "state": "refused"}]}, "states[0].n"),
        ({"states": [{"series": "mcv", "n": True, "state": "refused"}]}, "states[0].n"),
        # a key or a code that nobody knows
        ({"birth": "2026-06-10"}, '"birth": no such key'),
        ({"gender": "female"}, '"gender": no such key'),
        ({"dose": []}, '"dose": no such key'),
        ({"doses": [{"product": "BCG", "date": "2026-06-10"}]}, 'doses[0]."date": no such key'),
        ({"doses": [{"product": "BCG", "givenOn": "2026-06-10"}]}, 'doses[0]."givenOn": no such key'),
        (
            {"doses": [{"product": "BCG", "given_on": "2026-06-10", "lot": "A1"}]},
            'doses[0]."lot": no such key',
        ),
        (
            {"states": [{"series": "mcv", "dose": 2, "state": "refused"}]},
            'states[0]."dose": no such key',
        ),
        ({"doses": [{"product": "BCG"}]}, "doses[0].given_on: is missing"),
        ({"doses": [{"product": "JEL", "given_on": "2026-06-10"}]}, "doses[0].product: no such product"),
        ({"doses": [{"product": "mmr", "given_on": None}]}, "doses[0].product: no such product"),
        ({"province": "Zheijang"}, "province: no such province: Zheijang"),
        ({"province": "3"}, "province: no such province: 3"),
        ({"province": "99"}, "province: no such province: 99"),
        ({"province": "33010"}, "province: no such province: 33010"),
        # what cannot be
        ({"born": "1923-06-10", "doses": []}, "born: 1923-06-10 is more than 30 years before"),
        ({"born": "1996-07-31", "doses": []}, "born: 1996-07-31 is more than 30 years before"),
        ({"born": "2026-08-02", "doses": []}, "born: 2026-08-02 is after the day asked about, 2026-08-01"),
        (
            {"doses": [*COMPLETE["doses"], {"product": "BCG", "given_on": "2026-06-09"}]},
            "doses[3].given_on: entry 4, BCG: given on 2026-06-09, before birth (2026-06-10)",
        ),
        (
            {"doses": [{"product": "BCG", "given_on": "2026-08-02"}]},
            "doses[0].given_on: entry 1, BCG: given on 2026-08-02, after the day asked about (2026-08-01)",
        ),
        ({"states": [{"series": "mcv", "n": 6, "state": "refused"}]}, "states[0].n: state 1: mcv has no"),
        ({"states": [{"series": "hepb", "n": 4, "state": "refused"}]}, "states[0].n: state 1: hepb has no"),
        ({"states": [{"series": "bcg", "n": 2, "state": "unknown"}]}, "at most 1"),
    ],
)
def test_the_problem_of_a_line_names_its_field(change, field):
    code, [answer] = run({**COMPLETE, **change})
    assert code == 2
    assert list(answer) == ["line", "problem"]
    assert field in answer["problem"]


@pytest.mark.parametrize(
    "change",
    [
        {"born": "1996-08-01", "doses": []},  # thirty years to the day
        {"born": "2026-08-01", "doses": [{"product": "BCG", "given_on": "2026-08-01"}]},
        {"states": [{"series": "polio", "n": 6, "state": "refused"}]},
        {"states": [{"series": "mcv", "state": "had_disease"}]},
        {"states": [{"series": "hepb", "n": 3, "state": "unknown"}]},
        {"doses": [{"product": "BCG", "given_on": None}]},
        {"doses": None, "states": None, "province": None},
        *(
            {"province": said}
            for said in ("", "湖南", "湖南省", "43", "430921100200", "hunan", "Shaanxi", "新疆")
        ),
    ],
)
def test_what_can_be_is_answered(change):
    code, [answer] = run({**COMPLETE, **change})
    assert code == 0
    assert "problem" not in answer


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"born": "2024-06-10", "born": "2026-06-10", "doses": []}', '"born": is there twice.'),
        ('{"born": "2026-06-10", "sex": "male", "doses": [], "sex": "male"}', '"sex": is there twice.'),
        (
            '{"born":"2026-06-10","doses":[{"product":"BCG","given_on":null,"given_on":"2026-06-10"}]}',
            '"given_on": is there twice.',
        ),
        (
            '{"id":"a:b","born" :"2026-06-10","states":[{"series":"mcv","state":"refused","series":"bcg"}]}',
            '"series": is there twice.',
        ),
        ('{"id": {"a": 1, "a": 2}, "born": "2026-06-10"}', '"a": is there twice.'),
    ],
)
def test_a_key_written_twice_is_named(line, said):
    code, [answer] = run(line)
    assert code == 2
    assert answer == {"line": 1, "problem": said}


def test_a_girl_whose_sex_is_not_said_is_not_called_complete():
    born, on = date(2013, 6, 1), date(2026, 9, 1)
    doses = [
        {"product": product, "given_on": day.isoformat()}
        for given in on_time(born, "male").values()
        for product, day in given
        if day <= on
    ]
    child = {"id": "g", "born": born.isoformat(), "doses": doses}
    code, [girl, boy, unknown, empty] = run(
        *({**child, **sex} for sex in ({"sex": "female"}, {"sex": "male"}, {}, {"sex": ""})),
        on=on.isoformat(),
    )
    assert [row["series"] for row in girl["due"]] == ["hpv"]
    assert boy["result"] == "complete"
    assert code == 2
    assert unknown["problem"].startswith("sex: is not known, and at this age")
    assert empty["problem"] == unknown["problem"]
    younger = {**child, "born": "2014-06-01", "doses": []}
    assert run(younger, on=on.isoformat())[0] == 0  # at 12 years the sex changes nothing yet


def test_a_slot_that_could_have_been_filled_with_another_live_vaccine_stays_a_gap_for_28_days():
    """Issue 9: born 2025-12-20, usual doses except MMR and JE-L; MMR on 2026-11-10."""
    child = usual("m", "2025-12-20", "2026-11-11", without=("mcv", "je"))
    child["doses"].append({"product": "MMR", "given_on": "2026-11-10"})
    for on in ("2026-11-11", "2026-12-07"):
        code, [answer] = run(child, on=on)
        assert (code, answer["result"], answer["due"]) == (0, "needs_catchup", [])
        assert answer["missing"] == [
            {"series": "je", "n": 1, "product": "JE-L", "waits_until": "2026-12-08"}
        ], on
    _, [answer] = run(child, on="2026-12-08")
    assert [(row["series"], row["product"]) for row in answer["due"]] == [("je", "JE-L")]
    _, [answer] = run(child, on="2026-11-10")
    assert answer["missing"] == [{"series": "je", "n": 1, "product": "JE-L"}]


def test_a_live_vaccine_the_family_paid_for_holds_up_the_programmes_for_28_days():
    child = usual("f", "2025-12-20", "2026-11-11", without=("mcv", "je"))
    for product, waits in (("VarV", True), ("YF", True), ("MMRV", True), ("RV", False), ("LAIV", False)):
        doses = [*child["doses"], {"product": product, "given_on": "2026-11-10"}]
        code, [answer] = run({**child, "doses": doses}, on="2026-11-11")
        assert code == 0
        je = next(row for row in answer["missing"] if row["series"] == "je")
        assert je.get("waits_until") == ("2026-12-08" if waits else None), product
        assert {row["product"] for row in answer["missing"]} <= {"MMR", "JE-L"}
        assert answer["doses"][-1] == {"product": product, "given_on": "2026-11-10", "valid": True}


def test_low_certainty_is_named_with_rule_and_source():
    doses = [
        {"product": product, "given_on": day}
        for product, day in (("JE-I", "2022-11-10"), ("JE-I", "2022-11-17"), ("JE-L", "2024-03-10"))
    ]
    child = {"id": "j", "born": "2022-03-10", "sex": "male", "doses": doses}
    _, [answer, other] = run(child, {**child, "doses": doses[:2]}, on="2026-09-01")
    assert [row for row in answer["missing"] if row["series"] == "je"] == []
    [note] = answer["notes"]
    assert (note["rule"], note["confidence"], note["source"]) == ("je-mixed", "low", ["S28"])
    assert "辽宁" in note["confirm"]
    assert other["notes"] == []


@pytest.mark.parametrize("line", ["[]", "7", "null", '"x"', "[" * 100_000])
def test_a_line_that_is_no_object_is_named(line):
    code, [answer] = run(line)
    assert code == 2
    assert answer["line"] == 1


def test_what_the_evaluator_can_judge_itself_is_no_wrong_line():
    odd = {"born": "2026-06-10", "doses": [{"product": "tOPV", "given_on": "2026-06-11"}]}
    code, [answer] = run(odd)
    assert code == 0
    assert answer["id"] is None
    assert answer["doses"][0]["reason"] == "not_in_use"


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
    loaded = "import sys; import fieldapp.commands.schedule; "
    loaded += "sys.exit({'flask', 'sqlalchemy'} & set(sys.modules) != set())"
    assert subprocess.run([sys.executable, "-c", loaded], check=False).returncode == 0


@pytest.mark.parametrize("options", [["--on", "2026-13-01"], ["--on", "1 May"], []])
def test_a_check_date_that_is_none_is_refused_in_one_sentence(options):
    with pytest.raises(BadInput, match=r"--on: a check date such as 2026-09-01 is needed"):
        CliRunner().invoke(schedule, ["evaluate", *options], input="", catch_exceptions=False)


def test_an_edition_that_is_not_there_is_refused_in_one_sentence():
    asked = ["evaluate", "--on", "2026-09-01", "--edition", "1999"]
    with pytest.raises(BadInput, match=r"no edition 1999; there are 2016, 2021, 2025dtap, 2025hpv, 2026"):
        CliRunner().invoke(schedule, asked, input="", catch_exceptions=False)
