"""`fieldapp survey` and `fieldapp lots` from the command line: shapes, figures, one sentence when wrong."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from fieldapp.cli import main
from fieldapp.survey.results import FIELDS
from tests.survey.reference_data import figures, path, rows

DESIGN = ("--strata", "stratum", "--cluster", "cluster", "--weight", "weight")
SURVEY = path("r/survey30.csv")


@pytest.fixture
def say(capsys):
    """Run a command that succeeds and give its parsed output."""

    def run(*words: str):
        main([*words])
        return json.loads(capsys.readouterr().out)

    return run


@pytest.fixture
def refused(capsys):
    """Run a command that must fail with status 2 and an empty stdout; give its sentence."""

    def run(*words: str) -> str:
        with pytest.raises(SystemExit) as ended:
            main([*words])
        out, err = capsys.readouterr()
        assert (ended.value.code, out) == (2, "")
        assert err.count("\n") == 1
        return err.strip()

    return run


def written(folder: Path, text: str, name: str = "t.csv") -> str:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_estimates_have_the_fields_of_the_contract_and_the_figures_of_the_reference(say):
    found = say("survey", "estimate", SURVEY, "--outcome", "bcg", *DESIGN, "--by", "sex", "--by", "stratum")
    assert all(tuple(record) == FIELDS for record in found)
    whole = found[0]
    assert (whole["outcome"], whole["group"], whole["n"], whole["method"]) == ("bcg", {}, 253, "wilson")
    assert whole["ci_low"] == pytest.approx(0.553276318520368, abs=1e-9)
    assert [record["group"] for record in found[1:]] == [{"sex": "1"}, {"sex": "2"}] + [
        {"stratum": name} for name in "ABC"
    ]


@pytest.mark.parametrize(
    ("ci", "method"), [("wilson", "Wilson"), ("logit", "Logit"), ("beta", "Clopper-Pearson")]
)
def test_each_interval_method_is_the_row_of_that_name(say, ci, method):
    (row,) = (
        row
        for row in rows("r/ref_vcqi_ci.csv")
        if (row["domain"], row["var"], row["method"]) == ("stratum_C", "mcv1", method)
    )
    found = say("survey", "estimate", SURVEY, "--outcome", "mcv1", *DESIGN, "--by", "stratum", "--ci", ci)[-1]
    names = ("neff", "deff", "ci_low", "ci_high", "lower_one_sided", "upper_one_sided")
    columns = ("neff", "deff_vcqi", "lo95", "hi95", "LCB95_1sided", "UCB95_1sided")
    assert [found[name] for name in names] == pytest.approx(
        [float(row[column]) for column in columns], abs=1e-6
    )
    assert found["method"] == ci


def test_the_level_moves_both_kinds_of_ends(say):
    found = say("survey", "estimate", SURVEY, "--outcome", "bcg", *DESIGN, "--level", "90")[0]
    assert (found["ci_low"], found["ci_high"]) == pytest.approx(
        (0.574327409548796, 0.760062617060097), abs=1e-9
    )
    assert found["lower_one_sided"] > found["ci_low"]


def test_a_correction_and_a_policy_for_lonely_clusters_are_options(say):
    found = say("survey", "estimate", SURVEY, "--outcome", "bcg", *DESIGN, "--fpc", "n_psu")[0]
    assert found["se"] == pytest.approx(0.0514840847261446, abs=1e-9)
    lonely = path("r/survey31_lonely.csv")
    found = say("survey", "estimate", lonely, "--outcome", "bcg", *DESIGN, "--lonely", "average")[0]
    assert found["se"] == pytest.approx(0.0609732355131238, abs=1e-9)


def test_csv_holds_the_same_records(capsys):
    main(["survey", "estimate", SURVEY, "--outcome", "bcg", *DESIGN, "--by", "sex", "--format", "csv"])
    records = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [record["group"] for record in records] == ["", "sex=1", "sex=2"]
    assert float(records[0]["estimate"]) == pytest.approx(0.67398753346667)


def test_a_chart_is_drawn_beside_the_answer(say, tmp_path):
    picture = tmp_path / "c.svg"
    options = ("--goal", "0.8", "--plot", str(picture), "--lang", "en")
    found = say("survey", "estimate", SURVEY, "--outcome", "bcg", *DESIGN, *options)
    assert (found[0]["goal"], found[0]["classification"]) == (0.8, None)
    assert "confidence interval" in picture.read_text(encoding="utf-8")


def test_a_spreadsheets_file_with_chinese_columns_is_read(say, tmp_path):
    text = "\ufeff层,群,权,已种\r\n" + "".join(f"甲,{i // 3},1.5,{i % 2}\r\n" for i in range(12))
    found = say(
        *("survey", "estimate", written(tmp_path, text), "--outcome", "已种"),
        *("--strata", "层", "--cluster", "群", "--weight", "权", "--by", "层"),
    )
    assert (found[1]["outcome"], found[1]["group"], found[1]["estimate"]) == ("已种", {"层": "甲"}, 0.5)


GOOD = "s,c,w,y\nA,1,2,1\nA,1,2,0\nA,2,2,1\nB,3,2,\nB,4,2,0\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            GOOD.replace("A,2,2,1", "A,2,0,1"),
            "t.csv, line 4, column w: a weight must be a finite number above 0, not 0.",
        ),
        (
            GOOD.replace("A,2,2,1", "A,2,-3,1"),
            "t.csv, line 4, column w: a weight must be a finite number above 0, not -3.",
        ),
        (GOOD.replace("A,2,2,1", "A,2,,1"), "t.csv, line 4, column w: the cell is empty."),
        (
            GOOD.replace("A,2,2,1", "A,2,inf,1"),
            "t.csv, line 4, column w: a weight must be a finite number above 0, not inf.",
        ),
        (GOOD.replace("A,2,2,1", "A,2,2,2"), "t.csv, line 4, column y: '2' is neither 0, 1 nor empty."),
        (
            GOOD.replace("B,3", "B,1"),
            "t.csv, line 5, columns s and c: cluster '1' is in stratum 'B' here but in 'A' at line 2.",
        ),
        (GOOD.replace("w,y", "v,y"), "t.csv, line 1: there is no column 'w'; the columns are s, c, v, y."),
        ("s,c,w,y\n", "t.csv has no rows below the header in line 1."),
        (
            "s,c,w,y\nA,1,2,1\nA,1,2,0\n",
            "t.csv, line 2, column c: there is only one cluster ('1'), and one cluster says",
        ),
        (GOOD.replace("B,4", "B,3"), "t.csv, line 5, column s: stratum 'B' has only one cluster"),
    ],
)
def test_bad_input_is_one_sentence_naming_column_and_line(refused, tmp_path, text, words):
    picture = tmp_path / "never.svg"
    said = refused(
        *("survey", "estimate", written(tmp_path, text), "--outcome", "y", "--plot", str(picture)),
        *("--strata", "s", "--cluster", "c", "--weight", "w"),
    )
    assert said.startswith(words)
    assert not picture.exists()


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--outcome", "nothing"),
        ("--outcome", "bcg", "--by", "nothing"),
        ("--outcome", "bcg", "--level", "100"),
        ("--outcome", "bcg", "--level", "high"),
        ("--outcome", "bcg", "--goal", "80"),
        ("--outcome", "bcg", "--ci", "wald"),
        ("--outcome", "bcg", "--plot", "/nowhere/at/all.svg"),
    ],
)
def test_a_wrong_option_is_one_sentence_too(refused, options):
    assert refused("survey", "estimate", SURVEY, *options).endswith(".")


def test_a_file_that_is_not_there_is_one_sentence(refused):
    assert "No such file" in refused("survey", "estimate", "/nowhere.csv", "--outcome", "y")


def test_sample_sizes_come_with_the_fields_of_the_contract(say):
    field = (
        "--cluster-size",
        "7",
        "--icc",
        "0.3333333333",
        "--households-per-child",
        "5",
        "--nonresponse",
        "10",
    )
    found = say("survey", "sample-size", "estimation", "--coverage", "0.5", "--half-width", "0.1", *field)
    assert (found.pop("deff"), found) == (
        pytest.approx(3),
        {"ess": 103, "respondents": 309, "clusters": 45, "households": 1717},
    )
    found = say(
        *("survey", "sample-size", "classification", "--threshold", "0.85", "--delta", "0.1"),
        *("--side", "below", "--alpha", "0.05", "--power", "0.8"),
    )
    assert found == {"ess": 101, "deff": 1, "respondents": 101, "clusters": 101, "households": 101}
    found = say(
        *("survey", "sample-size", "comparison", "--p1", "0.7", "--delta", "0.05", "--ratio", "1"),
        *("--alpha", "0.05", "--power", "0.8", "--strata", "2", "--cvw", "0.5"),
    )
    assert (found["ess"], found["ess2"], found["deff"], found["respondents"]) == (1291, 1291, 1.25, 6455)


def test_a_sample_size_out_of_range_or_with_a_missing_option_is_refused(refused):
    assert "coverage" in refused(
        "survey", "sample-size", "estimation", "--coverage", "75", "--half-width", "0.1"
    )
    assert "--half-width" in refused("survey", "sample-size", "estimation", "--coverage", "0.5")


def frame(folder: Path) -> str:
    lines = [f"{row['entry']},{row['households']}" for row in rows("who2018/annexD_frame_combined_split.csv")]
    return written(folder, "\n".join(["id,size", *lines]) + "\n", "frame.csv")


def test_the_manuals_sample_is_drawn(say, tmp_path):
    found = say(
        "survey", "sample", frame(tmp_path), "--clusters", "15", "--interval", "276", "--start", "107"
    )
    assert [one["id"] for one in found] == figures("who2018/annexD_expected.json")["selected"]
    assert found[0] == {
        "draw": 1,
        "id": "6&9",
        "size": 184,
        "at": 107,
        "cumulative": 184,
        "probability": 184 / 276,
        "expected_hits": 184 / 276,
        "hits": 1,
    }


def test_a_seed_draws_the_same_again_and_without_one_it_is_told(capsys, tmp_path):
    main(["survey", "sample", frame(tmp_path), "--preset", "30x7"])
    first, told = capsys.readouterr()
    seed = told.split()[1]
    main(["survey", "sample", frame(tmp_path), "--clusters", "30", "--seed", seed])
    assert capsys.readouterr() == (first, "")
    assert len(json.loads(first)) == 30


def test_a_sample_can_be_csv(capsys, tmp_path):
    main(["survey", "sample", frame(tmp_path), "--clusters", "3", "--seed", "1", "--format", "csv"])
    assert (
        capsys.readouterr().out.splitlines()[0] == "draw,id,size,at,cumulative,probability,expected_hits,hits"
    )


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--clusters", "3", "--preset", "30x7"),
        ("--clusters", "3", "--start", "1", "--seed", "1"),
        ("--clusters", "0"),
        ("--clusters", "3", "--interval", "0"),
        ("--clusters", "30", "--interval", "276", "--start", "1"),
    ],
)
def test_a_draw_that_cannot_be_is_refused(refused, tmp_path, options):
    assert refused("survey", "sample", frame(tmp_path), *options)


def test_how_many_were_missed_is_a_command(say):
    found = say("survey", "missed", "--first", "200", "--second", "180", "--both", "150")
    assert found["seen"] == 230
    assert found["missed_low"] < found["missed"] < found["missed_high"]
    refusal = say(
        "survey", "missed", "--first", "200", "--second", "180", "--both", "150", "--not-independent"
    )
    assert (refusal["total"], "not independent" in refusal["refusal"]) == (None, True)


def test_lots_are_decided_described_and_planned(say):
    assert say("lots", "decide", "--n", "60", "--missed", "3")["decision"] == "pass"
    assert say("lots", "decide", "--n", "60", "--missed", "4")["band"] == 2
    assert say("lots", "decide", "--n", "60", "--missed", "6", "--limits", "6,12")["decision"] == "pass"
    assert say("lots", "oc", "--n", "60", "--max-missed", "3", "--coverage", ".9") == {
        "p_accept": pytest.approx(0.137399, abs=5e-7)
    }
    clustered = say(
        "lots",
        "oc",
        "--n",
        "60",
        "--max-missed",
        "3",
        "--coverage",
        ".9",
        "--cluster-size",
        "10",
        "--cluster-sd",
        ".1",
    )
    assert clustered == {"p_accept": pytest.approx(0.240631, abs=5e-7)}
    assert say("lots", "plan", "--high", ".95", "--low", ".8", "--alpha", ".1", "--beta", ".1") == {
        "n": 32,
        "max_missed": 3,
    }


def test_a_lot_that_cannot_be_is_refused_in_a_sentence(refused):
    assert "--limits" in refused("lots", "decide", "--n", "60", "--missed", "3", "--limits", "3;8")
    assert "number missed" in refused("lots", "decide", "--n", "60", "--missed", "61")
    assert "--missed" in refused("lots", "decide", "--n", "60")
    assert "integer" in refused("lots", "decide", "--n", "sixty", "--missed", "1")
