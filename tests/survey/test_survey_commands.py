"""`fieldapp survey` and `fieldapp lots` from the command line: shapes, figures, one sentence when wrong."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from fieldapp.commands.main import main
from fieldapp.survey.tables.difference_table import DIFFERENCE_FIELDS
from fieldapp.survey.tables.indicator_table import INDICATOR_FIELDS
from fieldapp.survey.tables.results import FIELDS
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


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("survey estimate S --outcome bcg --level .95", "--level is in per cent: 95, not .95."),
        ("survey estimate S --outcome bcg --level 0.9", "--level is in per cent: 90, not 0.9."),
        ("survey estimate S --outcome bcg --level 5", "--level must be from 50 to 99.99 per cent, not 5."),
        ("survey estimate S --outcome bcg --level 1", "--level must be from 50 to 99.99 per cent, not 1."),
        (
            "survey estimate S --outcome bcg --level -95",
            "--level must be from 50 to 99.99 per cent, not -95.",
        ),
        (
            "survey estimate S --outcome bcg --level 100",
            "--level must be from 50 to 99.99 per cent, not 100.",
        ),
        ("survey estimate S --outcome bcg --level nan", "--level must be a number, not 'nan'."),
        ("survey estimate S --outcome bcg --level 9_5", "--level must be a number, not '9_5'."),
        ("survey estimate S --outcome bcg --level 95%", "--level must be a number, not '95%'."),
        ("survey estimate S --outcome bcg --level 90 --level 95", "--level is given 2 times."),
        ("survey estimate S --outcome bcg --outcome bcg", "--outcome bcg is given 2 times."),
        ("survey estimate S --outcome bcg --by sex --by sex", "--by sex is given 2 times."),
        ("survey estimate S --outcome bcg --goal 80", "--goal is a fraction: 0.8, not 80."),
        ("survey estimate S --outcome bcg --goal 0", "--goal must be from 0.0001 to 1, not 0."),
        (
            "survey estimate S --outcome bcg --lang en",
            "--lang is the language of the chart: it needs --plot.",
        ),
        (
            "survey estimate S --outcome bcg --strata cluster --cluster cluster",
            "--cluster and --strata both name the column 'cluster'.",
        ),
        (
            "survey estimate S --outcome bcg --population S",
            "--population needs --post-strata, the column of its cells.",
        ),
        (
            "survey estimate S --outcome bcg --weight child --fpc child",
            "--fpc and --weight both name the column 'child'.",
        ),
        ("survey estimate S --outcome bcg --plot S", "S is the file that is read: it would be lost."),
        (
            "survey indicators S --youngest 365",
            "--youngest needs --rules, which say from what age a dose is due.",
        ),
        (
            "survey indicators S",
            "survey30.csv, line 1: column 'stratum' is not known; known are on, born, sex, card",
        ),
        (
            "survey difference S --outcome bcg",
            "Give either --by, to compare groups, or --against, to compare surveys.",
        ),
        ("survey difference S --outcome bcg --by sex --against S", "Give either --by"),
        (
            "survey difference S --outcome bcg --by sex --first 1",
            "--first and --second come together, and with --by.",
        ),
        (
            "survey difference S --outcome bcg --by sex --first 1 --second 1",
            "--first and --second are both '1'.",
        ),
        (
            "survey difference S --outcome bcg --by sex --first 1 --second 3",
            "survey30.csv, column sex: no row has '3'; the groups are 1, 2.",
        ),
        ("survey difference S --outcome bcg --against S", "--against S is the survey itself."),
        ("survey estimate S --outcome bcg --strata= ", "--strata needs the name of a column."),
        (
            "lots decide --n 999999999999999999999 --missed 1",
            "--n must be from 0 to 100000, not 999999999999999999999.",
        ),
        (
            "survey difference S --outcome bcg --by all1",
            "survey30.csv, column all1: there is only one group, and a difference needs two.",
        ),
        (
            "survey sample-size estimation --coverage 75 --half-width .05",
            "--coverage is a fraction: 0.75, not 75.",
        ),
        (
            "survey sample-size estimation --coverage .75 --half-width 5",
            "--half-width is a fraction: 0.05, not 5.",
        ),
        (
            "survey sample-size estimation --coverage .75 --half-width .5",
            "--half-width must be from 0.0001 to 0.4999",
        ),
        (
            "survey sample-size estimation --coverage .75 --half-width 0",
            "--half-width must be from 0.0001 to 0.4999",
        ),
        (
            "survey sample-size estimation --coverage -.75 --half-width .05",
            "--coverage must be from 0 to 1, not -.75.",
        ),
        (
            "survey sample-size estimation --coverage .75 --half-width .05 --level .95",
            "--level is in per cent: 95",
        ),
        (
            "survey sample-size estimation --coverage .5 --half-width .1 --nonresponse .1",
            "--nonresponse is in per cent: 10",
        ),
        (
            "survey sample-size estimation --coverage .5 --half-width .1 --nonresponse 100",
            "--nonresponse must be from 0 to 99",
        ),
        (
            "survey sample-size estimation --coverage .5 --half-width .1 --icc 17",
            "--icc is a fraction: 0.17, not 17.",
        ),
        (
            "survey sample-size estimation --coverage .5 --half-width .1 --icc 1.2",
            "--icc is a fraction: 0.012, not 1.2.",
        ),
        (
            "survey sample-size estimation --coverage .5 --half-width .1 --icc -.1",
            "--icc must be from 0 to 1, not -.1.",
        ),
        (
            "survey sample-size estimation --coverage .5 --half-width .1 --cvw -1",
            "--cvw must be from 0 to 5, not -1.",
        ),
        (
            "survey sample-size estimation --coverage .5 --half-width .1 --cvw 30",
            "--cvw is a fraction: 0.3, not 30.",
        ),
        (
            "survey sample-size estimation --coverage .5 --half-width .1 --strata 0",
            "--strata must be from 1 to 10000, not 0.",
        ),
        (
            "survey sample-size estimation --coverage .5 --half-width .1 --strata 1.5",
            "--strata must be a whole number",
        ),
        (
            "survey sample-size estimation --coverage .5 --half-width .1 --cluster-size 0",
            "--cluster-size must be from 1",
        ),
        (
            "survey sample-size estimation --coverage .5 --half-width .1 --cluster-size -7",
            "--cluster-size must be from 1",
        ),
        (
            "survey sample-size estimation --coverage .5 --half-width .1 --cluster-size inf",
            "--cluster-size must be a number",
        ),
        (
            "survey sample-size estimation --coverage .5 --half-width .1 --households-per-child -2",
            "--households-per-child",
        ),
        (
            "survey sample-size classification --threshold 85 --delta .1 --side below --alpha .05 --power .8",
            "--threshold is a fraction: 0.85, not 85.",
        ),
        (
            "survey sample-size classification --threshold .85 --delta 10 --side below --alpha .05 --power .8",
            "--delta is a fraction: 0.1, not 10.",
        ),
        (
            "survey sample-size classification --threshold .85 --delta .1 --side below --alpha 5 --power .8",
            "--alpha is a fraction: 0.05, not 5.",
        ),
        (
            "survey sample-size classification --threshold .85 --delta .1 --side below --alpha .95 --power .99",
            "--alpha must be from 1e-06 to 0.5, not .95.",
        ),
        (
            "survey sample-size classification --threshold .85 --delta .1 --side below --alpha .05 --power 80",
            "--power is a fraction: 0.8, not 80.",
        ),
        (
            "survey sample-size classification --threshold .85 --delta .1 --side below --alpha .05 --power .2",
            "--power must be from 0.5 to 0.999999, not .2.",
        ),
        (
            "survey sample-size comparison --p1 70 --delta .05 --ratio 1 --alpha .05 --power .8",
            "--p1 is a fraction: 0.7, not 70.",
        ),
        (
            "survey sample-size comparison --p1 .7 --delta 0 --ratio 1 --alpha .05 --power .8",
            "--delta must be at least 0.0001 from 0, not 0.",
        ),
        (
            "survey sample-size comparison --p1 .7 --delta .05 --ratio 0 --alpha .05 --power .8",
            "--ratio must be from 0.01 to 100, not 0.",
        ),
        ("survey missed --first -1 --second 180 --both 150", "--first must be from 0 to 1000000000, not -1."),
        (
            "survey missed --first 200 --second 180 --both 150 --level .95",
            "--level is in per cent: 95, not .95.",
        ),
        (
            "lots decide --n 60 --missed 61",
            "The number missed must lie between 0 and the 60 children checked, not 61.",
        ),
        ("lots decide --n 60 --missed -1", "--missed must be from 0 to 100000, not -1."),
        (
            "lots decide --n 60 --missed 3 --limits 8,3,19",
            "--limits must rise from 0 or more, which 8,3,19 does not.",
        ),
        ("lots decide --n 60 --missed 3 --limits 3,3,19", "--limits must rise"),
        (
            "lots decide --n 60 --missed 3 --limits 3,,19",
            "--limits must be whole numbers with commas between",
        ),
        (
            "lots decide --n 60 --missed 3 --limits 3.5,8",
            "--limits must be whole numbers with commas between",
        ),
        (
            "lots decide --n 60 --missed 3 --limits 3,60",
            "The limits must rise from 0 or more to less than 60 children.",
        ),
        ("lots oc --n 60 --max-missed 3 --coverage 90", "--coverage is a fraction: 0.9, not 90."),
        (
            "lots oc --n 60 --max-missed 61 --coverage .9",
            "The largest number missed must lie between 0 and 60, not 61.",
        ),
        ("lots oc --n 0 --max-missed 0 --coverage .9", "--n must be from 1 to 100000, not 0."),
        (
            "lots oc --n 60 --max-missed 3 --coverage .9 --cluster-size 10",
            "--cluster-size needs --cluster-sd",
        ),
        (
            "lots oc --n 60 --max-missed 3 --coverage .9 --cluster-size 10 --cluster-sd 10",
            "--cluster-sd is a fraction: 0.1",
        ),
        (
            "lots oc --n 60 --max-missed 3 --coverage .9 --cluster-size 61 --cluster-sd .1",
            "--cluster-size 61 is more than",
        ),
        ("lots plan --high 95 --low .8 --alpha .1 --beta .1", "--high is a fraction: 0.95, not 95."),
        ("lots plan --high .95 --low .8 --alpha .1 --beta .9", "--beta must be from 1e-06 to 0.5, not .9."),
        (
            "lots plan --high .8 --low .95 --alpha .1 --beta .1",
            "The low coverage (0.95) must be below the high one (0.8).",
        ),
    ],
)
def test_a_doubtful_option_is_one_sentence_that_names_it(refused, words, said):
    """A figure in the wrong unit, out of its range, given twice or for nothing: never taken as it stands."""
    found = refused(*[SURVEY if word == "S" else word for word in words.split()])
    assert found.replace(SURVEY, "S").startswith(said)


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        ("id,size\nA,5\nA,6\n", "--clusters 1", "frame.csv, line 3, column id: 'A' is already in line 2."),
        ("id,size\nA,-5\nB,6\n", "--clusters 1", "frame.csv, line 2, column size: -5 is not a whole number"),
        (
            "id,size\nA,5.5\nB,6\n",
            "--clusters 1",
            "frame.csv, line 2, column size: 5.5 is not a whole number",
        ),
        ("id,size\nA,many\nB,6\n", "--clusters 1", "frame.csv, line 2, column size: 'many' is not a number."),
        (
            "id,szie\nA,5\n",
            "--clusters 1",
            "frame.csv, line 1: there is no column 'size'; the columns are id, szie.",
        ),
        ("id,size,size\nA,5,6\n", "--clusters 1", "frame.csv, line 1: two columns are called 'size'."),
        (
            "id,size\nA,5\nB,6\n",
            "--clusters 3",
            "--clusters 3: frame.csv has only 2 areas; split the large ones",
        ),
        (
            "id,size\nA,50\nB,60\n",
            "--clusters 2 --interval 20",
            "--interval 20: 2 clusters reach only 40 of the 110",
        ),
        ("id,size\nA,50\nB,60\n", "--clusters 2 --seed -1", "--seed must be from 0"),
        ("id,size\nA,50\nB,60\n", "--clusters -2", "--clusters must be from 1 to 100000, not -2."),
        ("id,size\nA,50\nB,60\n", "--clusters 2 --start 0", "--start must be from 0.001"),
        ("id,size\nA,50\nB,60\n", "--clusters 2 --clusters 1", "--clusters is given 2 times."),
    ],
)
def test_a_doubtful_frame_or_draw_is_one_sentence(refused, tmp_path, text, options, said):
    assert refused("survey", "sample", written(tmp_path, text, "frame.csv"), *options.split()).startswith(
        said
    )


def test_the_most_that_an_option_may_be_still_answers(say):
    """No bound of an option leads to a number that overflows."""
    say(
        *(
            "survey",
            "sample-size",
            "estimation",
            "--coverage",
            "1",
            "--half-width",
            "0.0001",
            "--level",
            "99.99",
        ),
        *("--cluster-size", "10000", "--icc", "1", "--cvw", "5", "--strata", "10000"),
        *("--households-per-child", "10000", "--nonresponse", "99"),
    )
    say(
        *("survey", "sample-size", "comparison", "--p1", "0.5", "--delta", "0.0001", "--ratio", "0.01"),
        *("--alpha", "0.000001", "--power", "0.999999"),
    )
    say("survey", "estimate", SURVEY, "--outcome", "bcg", *DESIGN, "--level", "99.99", "--ci", "beta")
    assert (
        say("survey", "estimate", SURVEY, "--outcome", "bcg", *DESIGN, "--level", "50")[0]["lower_one_sided"]
        is None
    )


def test_the_plain_share_stands_beside_the_weighted_one_when_asked(say):
    whole, boys, girls = say(
        "survey", "estimate", SURVEY, "--outcome", "mcv1", *DESIGN, "--by", "sex", "--unweighted"
    )
    assert tuple(whole) == (*FIELDS, "count", "unweighted")
    cells = [(row["sex"], row["mcv1"]) for row in rows("r/survey30.csv") if row["mcv1"]]
    assert (whole["count"], whole["n"]) == (sum(y == "1" for _, y in cells), len(cells))
    assert whole["unweighted"] == pytest.approx(whole["count"] / whole["n"])
    assert whole["unweighted"] != pytest.approx(whole["estimate"], abs=1e-3)
    assert boys["count"] + girls["count"] == whole["count"]


def test_post_stratified_weights_are_a_column_and_a_file(say, tmp_path):
    known = written(tmp_path, "cell,population\n1,40000\n2,30000\n", "p.csv")
    post = ("--post-strata", "sex", "--population", known)
    whole = say("survey", "estimate", SURVEY, "--outcome", "bcg", *DESIGN, *post)[0]
    (row,) = (
        row
        for row in rows("svy/post_stratified.csv")
        if [row["cells"], row["figure"], row["var"], row["domain"]] == ["sex", "mean", "bcg", ""]
    )
    assert (whole["estimate"], whole["se"]) == pytest.approx((float(row["value"]), float(row["se"])))
    assert whole["n_weighted"] == pytest.approx(70000)
    assert whole["note"] == "weights post-stratified: the variance is that of residuals within cells"


def test_a_population_that_does_not_fit_is_named_by_line(refused, tmp_path):
    known = written(tmp_path, "cell,population\n1,40000\n", "p.csv")
    said = refused(
        "survey",
        "estimate",
        SURVEY,
        "--outcome",
        "bcg",
        *DESIGN,
        "--post-strata",
        "sex",
        "--population",
        known,
    )
    assert said.startswith("survey30.csv, line 4, column sex: the population of '2' is not given (and ")


def test_differences_of_groups_are_those_of_r(say):
    for row in rows("r/ref_differences.csv"):
        pair = ("--by", row["group"], "--first", row["g1"], "--second", row["g2"])
        (found,) = say("survey", "difference", SURVEY, "--outcome", row["var"], *DESIGN, *pair)
        assert tuple(found) == DIFFERENCE_FIELDS
        got = [
            found[name]
            for name in ("estimate_first", "estimate_second", "difference", "se", "ci_low", "ci_high", "p")
        ]
        assert got == pytest.approx(
            [float(row[name]) for name in ("p1", "p2", "diff", "se", "lo", "hi", "t_p")], abs=1e-6
        )
        assert found["df"] == int(row["df"])


def test_a_differences_score_test_is_that_of_r(say):
    (row,) = (
        row
        for row in rows("r/ref_raoscott.csv")
        if (row["var"], row["group"], row["statistic"]) == ("bcg", "sex", "F")
    )
    (found,) = say("survey", "difference", SURVEY, "--outcome", "bcg", *DESIGN, "--by", "sex")
    assert found["p_rao_scott"] == pytest.approx(float(row["p"]), abs=1e-6)


def test_where_all_are_alike_there_is_a_difference_and_no_test(say):
    (found,) = say("survey", "difference", SURVEY, "--outcome", "all1", *DESIGN, "--by", "sex")
    assert [found[name] for name in ("difference", "se", "p", "p_rao_scott", "note")] == [
        *(0, 0, None, None),
        "nothing varies: no test",
    ]


def test_a_table_that_no_score_test_takes_has_none(say, tmp_path):
    """Every cluster holds one of each group and outcome: the linearised table does not vary at all."""
    lines = [f"{i // 4},{'aabb'[i % 4]},{i % 2}" for i in range(80)]
    file = written(tmp_path, "\n".join(["c,g,y", *lines]) + "\n")
    (found,) = say("survey", "difference", file, "--outcome", "y", "--cluster", "c", "--by", "g")
    assert [found[name] for name in ("difference", "se", "p", "p_rao_scott")] == [0, 0, None, None]


def test_every_pair_of_groups_is_compared_unless_two_are_named(say):
    found = say(
        "survey", "difference", SURVEY, "--outcome", "bcg", "--outcome", "sia", *DESIGN, "--by", "stratum"
    )
    assert [(one["outcome"], one["first"], one["second"]) for one in found] == [
        (name, *pair) for name in ("bcg", "sia") for pair in (("A", "B"), ("A", "C"), ("B", "C"))
    ]


def test_two_surveys_are_compared(say, tmp_path):
    other = written(tmp_path, Path(SURVEY).read_text().replace(",1,1,", ",1,0,"), "later.csv")
    (found,) = say("survey", "difference", SURVEY, "--outcome", "bcg", *DESIGN, "--against", other)
    one, two = (say("survey", "estimate", name, "--outcome", "bcg", *DESIGN)[0] for name in (SURVEY, other))
    assert (found["first"], found["second"], found["by"]) == ("survey30.csv", "later.csv", "")
    assert found["difference"] == pytest.approx(one["estimate"] - two["estimate"])
    assert found["se"] == pytest.approx((one["se"] ** 2 + two["se"] ** 2) ** 0.5)
    assert found["df"] == one["df"] + two["df"]


def test_a_comparison_with_few_clusters_is_not_shown(say, tmp_path):
    lines = [f"{i // 3},{'ab'[i % 2]},{i % 5 % 2}" for i in range(18)]
    file = written(tmp_path, "\n".join(["c,g,y", *lines]) + "\n")
    (found,) = say("survey", "difference", file, "--outcome", "y", "--cluster", "c", "--by", "g")
    assert (found["difference"], found["p"], found["df"]) == (None, None, 5)
    assert found["note"] == "5 degrees of freedom: below 12 a comparison is not shown"
    assert found["estimate_first"] is not None


def test_a_group_without_a_value_has_no_difference(say, tmp_path):
    lines = [f"{i},{'ab'[i % 2]},{i % 4 // 2 if i % 2 else ''}" for i in range(40)]
    file = written(tmp_path, "\n".join(["c,g,y", *lines]) + "\n")
    (found,) = say("survey", "difference", file, "--outcome", "y", "--cluster", "c", "--by", "g")
    assert (found["difference"], found["note"]) == (
        None,
        "a group without a value or without a standard error: no difference",
    )


BY_CARD = "card_bcg1,card_dtp1,card_dtp2,card_mcv1"
HEADER = f"area,on,born,bcg_scar,{BY_CARD},{BY_CARD.replace('card', 'register')}"
FIVE = f"""{HEADER},recall_bcg,recall_dtp,recall_mcv,w
a,2025-06-01,2024-01-01,1,2024-01-02,2024-04-05,2024-05-10,2024-10-01,,,,,,,,1
a,2025-06-01,2024-01-01,1,2024-01-02,2024-04-05,,,,,2024-05-10,,,,,1
b,2025-06-01,2024-01-01,1,,,,,2024-01-02,2024-04-05,,,,,,2
b,2025-06-01,2024-01-01,1,,,,,,,,,,2,1,1
c,2025-06-01,2025-03-01,,2025-03-02,,,,,,,,,,,5
"""
RULES = "antigen,n,min_age,min_interval\nbcg,1,0,\ndtp,1,90,\ndtp,2,120,28\nmcv,1,240,\n"


@pytest.fixture
def asked(say, tmp_path):
    """Ask indicators of the five children; {name: (count, n, unweighted, estimate)}."""

    def run(*words: str) -> dict[str, tuple]:
        file, rules = written(tmp_path, FIVE, "c.csv"), written(tmp_path, RULES, "r.csv")
        found = say(
            "survey", "indicators", file, "--rules", rules, "--weight", "w", "--ignore", "area", *words
        )
        return {
            one["indicator"]: (one["count"], one["n"], one["unweighted"], one["estimate"]) for one in found
        }

    return run


@pytest.mark.parametrize(
    ("indicator", "count", "n", "weighted"),
    [
        ("crude:bcg1:card", 3, 5, 7 / 10),
        ("crude:bcg1:register", 1, 5, 2 / 10),
        ("crude:bcg1:scar", 4, 5, 5 / 10),
        ("crude:bcg1:either", 5, 5, 1),
        ("crude:dtp2:card", 1, 5, 1 / 10),
        ("crude:dtp2:record", 2, 5, 2 / 10),
        ("crude:dtp2:either", 2, 5, 2 / 10),
        ("crude:dtp2:any", 3, 5, 3 / 10),
        ("crude:dtp2:fallback", 2, 5, 2 / 10),
        ("crude:mcv1:either@240", 2, 4, 2 / 5),
        ("dropout:bcg1-mcv1:either", 3, 5, 8 / 10),
        ("dropout:bcg1-mcv1:either@240", 2, 4, 3 / 5),
        ("dropout:dtp1-dtp2:any", 1, 4, 2 / 5),
        ("access:dtp:any", 4, 5, 5 / 10),
        ("card", 3, 5, 7 / 10),
        ("register", 2, 5, 3 / 10),
        ("valid:dtp2:card", 1, 5, 1 / 10),
        ("missed:any:card", 0, 3, 0),
    ],
)
def test_indicators_of_five_children(asked, indicator, count, n, weighted):
    """By hand: all on the card; the second dose in the register alone; register without card; told; too young."""
    found = asked("--indicator", indicator)[indicator]
    assert found == (count, n, pytest.approx(count / n), pytest.approx(weighted))


def test_the_surveys_least_age_decides_who_is_asked(asked):
    found = asked("--indicator", "dropout:bcg1-mcv1", "--youngest", "60", "--records", "all")
    assert found == {"dropout:bcg1-mcv1:any": (2, 4, 0.5, pytest.approx(3 / 5))}


def test_without_a_question_the_usual_ones_are_answered(asked):
    found = asked()
    assert {"crude:bcg1:card", "scar", "dropout:bcg1-mcv1:either", "missed-crude:any:card"} <= set(found)


def test_each_childs_answers_are_a_table_that_estimate_reads(say, tmp_path, capsys):
    file, rules = written(tmp_path, FIVE, "c.csv"), written(tmp_path, RULES, "r.csv")
    answers = tmp_path / "answers.csv"
    found = say(
        *("survey", "indicators", file, "--rules", rules, "--weight", "w", "--by", "area"),
        *("--indicator", "dropout:bcg1-mcv1", "--columns", str(answers)),
    )
    again = say(
        *("survey", "estimate", str(answers), "--outcome", "dropout:bcg1-mcv1:either"),
        *("--weight", "w", "--by", "area"),
    )
    for one, other in zip(found, again, strict=True):
        for field in ("n", "estimate", "se", "ci_low"):
            assert one[field] == pytest.approx(other[field]), field
    assert [tuple(one) for one in found] == [INDICATOR_FIELDS] * 4


def test_visits_are_counted_where_visits_are_asked(say, tmp_path):
    """Two visits of one child at which dtp was due, one of them missed; one of another, missed: 2 of 3."""
    text = (
        "on,born,card_bcg1,card_dtp1,w\n2025-06-01,2024-01-01,2024-05-01,2024-06-01,1\n"
        "2025-06-01,2024-01-01,2024-05-01,,3\n"
    )
    file, rules = written(tmp_path, text, "c.csv"), written(tmp_path, RULES, "r.csv")
    (found,) = say(
        "survey", "indicators", file, "--rules", rules, "--weight", "w", "--indicator", "visits:dtp1"
    )
    assert (found["count"], found["n"], found["estimate"]) == (2, 3, pytest.approx(4 / 5))
    assert "of visits, not of children" in found["note"]


def test_ticks_are_told_and_a_file_in_doubt_is_refused(capsys, refused, tmp_path):
    ticked = written(tmp_path, FIVE.replace("2024-04-05", "tick", 1), "c.csv")
    main(["survey", "indicators", ticked, "--ignore", "area", "--ignore", "w", "--indicator", "card"])
    assert capsys.readouterr().err.startswith(
        "c.csv: 1 dose without a day that stands, the first in line 2, count"
    )
    assert refused("survey", "indicators", ticked).startswith("c.csv, line 1: column 'area' is not known")
    assert refused("survey", "indicators", ticked, "--ignore", "nothing").startswith(
        "c.csv, line 1: there is no column"
    )
    plain = written(tmp_path, "on,born,card_dtp1\n2025-06-01,2024-01-01,\n", "p.csv")
    assert refused("survey", "indicators", plain, "--records", "all").startswith(
        "p.csv, line 1: --records all needs columns such as register_dtp1."
    )
