"""To correct a rule or to add an edition or a province takes data only: files in a folder, no code."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldapp.ground.problems import BadInput
from fieldapp.schedule import compile_rules, evaluate
from fieldapp.schedule.programme import Programme
from fieldapp.schedule.rules.library import load

PACKAGE = Path(__file__).parents[2] / "fieldapp"
EDITION = """id = "2030"
zh = "假想的2030年版"
en = "An imagined edition of 2030"
from = 2030-01-01
base = "2026"
catchup_until = "18y"
source = ["own"]
conf = "low"
confirm = "假想"

[[patch]]
rule = "hpv-1"
age = "11y"
before = "12y"

[[patch]]
rule = "hpv-2"
age = "138m"
accept = "11y"
"""
PROVINCE = """id = "hainan"
province = ["海南", "46"]
zh = "海南：甲肝全程灭活"
en = "Hainan: inactivated hepatitis A"
from = 2024-01-01
source = ["own"]
conf = "low"
confirm = "假想"

[[choose]]
id = "hainan-give-inactivated"
series = "hepa"
give = "HepA-I"
source = ["own"]
conf = "low"
confirm = "假想"
"""
GIRL = {"born": "2019-03-10", "sex": "female"}


def library_with(tmp_path, kind, name, text):
    (tmp_path / kind).mkdir()
    (tmp_path / kind / f"{name}.toml").write_text(text, "utf-8")
    return load(tmp_path)


def products(answer, series):
    return [(row["n"], row["product"]) for row in answer["due"] if row["series"] == series]


def test_a_new_edition_holds_from_its_day(tmp_path):
    rules = Programme(compile_rules(library_with(tmp_path, "editions", "2030", EDITION)))
    assert products(evaluate(GIRL, [], "2030-03-10", rules), "hpv") == [(1, "2vHPV")]
    assert products(evaluate(GIRL, [], "2029-12-31", rules), "hpv") == []


def test_a_new_province_holds_for_its_children(tmp_path):
    library = library_with(tmp_path, "provinces", "hainan", PROVINCE)
    there, elsewhere = Programme(compile_rules(library, province="46")), Programme(compile_rules(library))
    child = {"born": "2024-03-10", "sex": "male"}
    assert products(evaluate(child, [], "2026-01-10", there), "hepa") == [(1, "HepA-I")]
    assert products(evaluate(child, [], "2026-01-10", elsewhere), "hepa") == [(1, "HepA-L")]


def test_a_corrected_file_takes_the_place_of_the_packaged_one(tmp_path):
    text = EDITION.replace('"2030"', '"2026"').replace("2030-01-01", "2026-06-17")
    library = library_with(tmp_path, "editions", "2026", text.replace('base = "2026"', 'base = "2025hpv"'))
    rules = Programme(compile_rules(library))
    assert len(library.by_id) == 5
    assert products(evaluate(GIRL, [], "2030-03-10", rules), "hpv") == [(1, "2vHPV")]


def test_a_file_with_a_fault_is_not_loaded_and_the_fault_is_named(tmp_path):
    with pytest.raises(BadInput, match=r"2030\.toml: line 13, patch hpv-1\.age"):
        library_with(tmp_path, "editions", "2030", EDITION.replace('"11y"', '"eleven"'))


def test_compiled_rules_are_plain_data():
    plain = compile_rules(load())
    assert json.loads(json.dumps(plain)) == plain


def said_in_chinese(table: object) -> Iterator[tuple[str, dict[str, object]]]:
    """Each text of a table, however deep, that is Chinese and has no name of its language."""
    if isinstance(table, dict):
        for key, value in table.items():
            if key in ("confirm", "amount") and re.search("[㐀-鿿]", str(value)):
                yield key, table
            yield from said_in_chinese(value)
    elif isinstance(table, list):
        for one in table:
            yield from said_in_chinese(one)


def test_whatever_the_rules_say_in_chinese_stands_in_english_beside() -> None:
    found = [
        (file.name, key, entry)
        for file in sorted((PACKAGE / "schedule").rglob("*.toml"))
        for key, entry in said_in_chinese(tomllib.loads(file.read_text("utf-8")))
    ]
    assert len(found) > 50
    for name, key, entry in found:
        english = str(entry.get(f"{key}_en", ""))
        assert english and not re.search("[㐀-鿿，。；：（）]", english), (
            name,
            entry.get("id", key),
        )
