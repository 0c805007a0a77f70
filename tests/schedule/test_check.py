"""`schedule check`: every fault of a file at once, each with its line and its key."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from fieldapp.commands.schedule import schedule
from fieldapp.ground.problems import BadInput
from fieldapp.schedule import packaged
from fieldapp.schedule.rules.checking import check
from fieldapp.schedule.rules.library import HERE

FILES = sorted([*(HERE / "editions").glob("*.toml"), *(HERE / "provinces").glob("*.toml")])
HEAD = """id = "next"
zh = "下一版"
en = "The next edition"
from = 2027-01-01
base = "2026"
catchup_until = "18y"
source = ["S4"]
conf = "high"
"""


def faults(text):
    return [(fault.line, fault.key) for fault in check(text, packaged())]


def sentences(text, language="en"):
    return [fault.sentence(language) for fault in check(text, packaged())]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_packaged_file_passes(file):
    assert sentences(file.read_text("utf-8")) == []


def test_a_file_that_only_adds_a_patch_passes():
    assert faults(HEAD + '[[patch]]\nrule = "dtp-3"\nage = "5m"\n') == []


def test_every_fault_is_listed_at_once_with_line_and_key():
    text = HEAD + (
        "[[rule]]\n"  # line 9
        'id = "polio-9"\n'
        'series = "polyo"\n'
        "n = 0\n"
        'age = "4 months"\n'
        'give = "OPV"\n'
        "ask = 1\n"
        'sorce = ["S4"]\n'
        'source = ["S99"]\n'
        'conf = "sure"\n'
        "[[patch]]\n"  # line 19
        'rule = "polio-99"\n'
        "[drop]\n"
        'ids = ["nothing"]\n'
    )
    assert faults(text) == [
        (11, "rule polio-9.series"),
        (12, "rule polio-9.n"),
        (13, "rule polio-9.age"),
        (14, "rule polio-9.give"),
        (15, "rule polio-9.ask"),
        (16, "rule polio-9.sorce"),
        (17, "rule polio-9.source"),
        (18, "rule polio-9.conf"),
        (20, "patch polio-99.rule"),
        (22, "drop #1.ids"),
    ]


def test_a_sentence_names_the_place_in_both_languages():
    text = HEAD + '[[patch]]\nrule = "dtp-3"\nage = "6 m"\n'
    assert sentences(text) == ["line 11, patch dtp-3.age: must be an age or interval such as 28d, 6m or 7y"]
    assert sentences(text, "zh") == ["第11行 patch dtp-3.age：应为年龄或间隔，如 28d、6m、7y"]


def test_text_that_is_no_toml_names_its_line():
    assert faults(HEAD + "[[rule]\n") == [(9, "TOML")]


@pytest.mark.parametrize("text", ["", "\x00", "[[[", "a" * 100_000, "x = [" + "[" * 2000])
def test_no_text_however_odd_raises(text):
    assert faults(text)


def test_what_must_be_there_is_missed():
    missing = {key for _, key in faults('id = "next"\n')}
    assert missing == {"zh", "en", "from", "source", "conf", "catchup_until", "live", "plan"} - {
        "live",
        "plan",
    }


def test_a_table_written_with_single_brackets_is_named():
    assert (9, "rule #1") in faults(HEAD + '[rule]\nid = "x"\n')


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ('age = "6m"\nuntil = "5m"', "until"),
        ('age = "6m"\nbefore = "5m"', "before"),
        ('accept = "7m"', "age"),
        ('until = "7y"\nend = "6y"', "end"),
        ('takes = ["BCG"]', "takes"),
        ('takes = ["DTaP-Hib"]', "give"),
        ('give = "BCG"', "give"),
        ('count = "polio"', "count"),
        ('condition_from = "3m"', "condition_from"),
        ('condition = "pdp"', "condition"),
        ('when = { dt = "2..1" }', "when"),
        ('when = { weight = "2" }', "when"),
        ('when = { sex = "girl" }', "when"),
        ('when = { born = "2024-02-30.." }', "when"),
        ("when = { dt = 2 }", "when"),
        ('after = { men = "3m" }', "after"),
        ('after = { mena = "3" }', "after"),
        ('after_gap = "yes"', "after_gap"),
        ('n = "3..1"', "n"),
        ("n = 9", "n"),
        ('since = "2025"', "since"),
        ("confirm = 7", "confirm"),
        ("facts = []", "facts"),
    ],
)
def test_a_rule_that_contradicts_itself_is_named(said, key):
    assert f"patch dtp-3.{key}" in [
        where for _, where in faults(HEAD + f'[[patch]]\nrule = "dtp-3"\n{said}\n')
    ]


def test_a_fault_the_base_shows_only_in_this_file_is_named_by_its_rule():
    base = 'condition = "ppd_negative"\ncondition_from = "3m"\n'
    text = (HERE / "editions" / "2021.toml").read_text("utf-8")
    assert base in text
    keys = [key for _, key in faults(text.replace(base, 'condition_from = "3m"\n'))]
    assert keys == ["rule bcg-1.condition_from"]


def test_a_fault_that_only_a_dropped_choice_makes_is_named_by_the_rule_of_the_base():
    text = HEAD + '[drop]\nids = ["polio-give-bopv"]\n'
    assert (0, "polio-1.give") in faults(text)


def test_an_edition_without_its_live_and_plan_tables_is_named():
    assert (0, "live") in faults(HEAD.replace('base = "2026"\n', ""))


def test_a_hole_in_the_dose_numbers_is_named():
    keys = [key for _, key in faults(HEAD + '[drop]\nids = ["polio-2"]\n')]
    assert keys == ["polio"]


def test_a_second_dose_without_an_interval_is_named():
    rule = (
        'id = "hepb-4"\nseries = "hepb"\nn = 4\ngive = "HepB"\nage = "5y"\nsource = ["S2"]\nconf = "high"\n'
    )
    assert [key for _, key in faults(HEAD + "[[rule]]\n" + rule)] == ["rule hepb-4.gap"]


def test_the_same_id_twice_is_named():
    patch = '[[patch]]\nrule = "dtp-3"\nage = "5m"\n'
    assert faults(HEAD + patch + patch) == [(13, "patch dtp-3.rule")]


def test_a_province_file_has_no_base_and_is_checked_on_every_edition():
    head = HEAD.replace('catchup_until = "18y"\n', "") + 'province = ["某省"]\n'
    assert faults(head) == [(5, "base")]
    said = sentences(head.replace('base = "2026"\n', "") + '[[patch]]\nrule = "hpv-1"\nage = "12y"\n')
    assert [sentence.split(" in ")[1] for sentence in said] == ["2016", "2021", "2025dtap"]


def test_the_command_says_so_when_there_is_nothing_wrong():
    file = str(HERE / "editions" / "2026.toml")
    done = CliRunner().invoke(schedule, ["check", file])
    assert done.exit_code == 0
    assert done.stdout == f"{file}: no errors.\n"


def test_the_command_lists_all_faults_and_ends_with_two(tmp_path: Path):
    file = tmp_path / "bad.toml"
    file.write_text(HEAD + '[[patch]]\nrule = "dtp-3"\nage = "x"\ngap = "y"\n', "utf-8")
    done = CliRunner().invoke(schedule, ["check", str(file)])
    assert done.exit_code == 2
    assert done.stdout == ""
    assert [line.split(": ")[1] for line in done.stderr.splitlines()] == [
        "line 11, patch dtp-3.age",
        "line 12, patch dtp-3.gap",
    ]


@pytest.mark.parametrize("name", ["missing.toml", "folder", "latin.toml"])
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(tmp_path: Path, name):
    (tmp_path / "folder").mkdir()
    (tmp_path / "latin.toml").write_bytes(b"\xe9\xff")
    with pytest.raises(BadInput, match=r"cannot be read as UTF-8 text"):
        CliRunner().invoke(schedule, ["check", str(tmp_path / name)], catch_exceptions=False)
