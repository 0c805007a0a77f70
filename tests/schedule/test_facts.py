"""Every fact the schedule started from is in an edition with its certainty and its figures, or named as left out."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

from fieldapp.schedule import evaluate, packaged, programme_for
from fieldapp.schedule.explaining import marks
from fieldapp.schedule.rules.vocabulary import CERTAINTIES
from tests.schedule.cases import months_after, on_time

FACTS = tomllib.loads((Path(__file__).resolve().parent / "nip_facts.toml").read_text("utf-8"))
DOCS = (Path(__file__).resolve().parents[2] / "docs" / "schedule.md").read_text("utf-8")
NAMED = {
    "edition": "{id}",
    "product": "{id}",
    "dose": "{series}/{n}",
    "dose_change": "{series}/{n}",
    "cohort": "{id}",
    "cross_rule": "{id}",
    "catchup": "{id}",
    "province_override": "{province}/{series}",
    "school_expected": "{age_ge_m}-{age_lt_m}",
    "dose_state": "{id}",
    "child_result": "{id}",
    "form": "{id}",
    "indicator": "{id}",
}
WHOLE = ("school_check", "population", "targets", "survey")
DOSES = {
    "mmr": "mcv-{n}",
    "je_live": "je-live-{n}",
    "je_inact": "je-inact-{n}",
    "hepa_live": "hepa-live-{n}",
    "hepa_inact": "hepa-inact-{n}",
}
DTP5 = {("dtp", 5): "dtp-5-dtap"}


def facts():
    """Name and certainty of every fact."""
    for table, form in NAMED.items():
        for fact in FACTS[table]:
            yield f"{table}/{form.format(**fact)}", fact.get("conf")
    for table in WHOLE:
        yield table, FACTS[table].get("conf")


def entries():
    """(facts, certainty) of everything in the data files that names a fact."""
    library = packaged()
    for product in library.products:
        yield product.get("facts", []), product.get("conf")
    for held in [*library.by_id.values(), *library.provinces.values()]:
        yield held.head.get("facts", []), held.head["conf"]
    for edition in library.by_id.values():
        for table in edition.tables.values():
            for entry in table:
                yield entry.get("facts", []), entry["conf"]


def left_out():
    section = DOCS.split("## Facts that are no rule of an edition")[1]
    return set(re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE))


def test_every_fact_is_in_the_data_or_named_as_left_out_in_the_docs():
    held = {name for names, _ in entries() for name in names}
    assert {name for name, _ in facts()} - held - left_out() == set()


def test_no_fact_is_both_in_the_data_and_named_as_left_out():
    held = {name for names, _ in entries() for name in names}
    assert held & left_out() == set()


def test_the_data_name_no_fact_that_is_not_there():
    known = {name for name, _ in facts()}
    assert {name for names, _ in entries() for name in names} - known == set()
    assert left_out() - known == set()


def test_no_rule_claims_more_certainty_than_its_facts():
    sure = dict(facts())
    for names, conf in entries():
        lowest = max((CERTAINTIES.index(sure[name]) for name in names if sure[name]), default=0)
        assert CERTAINTIES.index(conf or "high") >= lowest, names


@pytest.mark.parametrize("fact", FACTS["dose"], ids=lambda fact: f"{fact['series']}-{fact['n']}")
def test_the_2026_edition_has_the_figures_of_the_fact(fact):
    rules = {rule["id"]: rule for rule in packaged().by_id["2026"].tables["rule"]}
    series, n = fact["series"], fact["n"]
    rule = rules[DTP5.get((series, n)) or DOSES.get(series, f"{series}-{{n}}").format(n=n)]
    days = fact.get("min_iv_days")
    before = -1 if "before_hours" in fact else fact.get("before_m")
    assert rule["age"] == fact["min_age_m"]
    assert rule.get("gap") == (-days if days else fact.get("min_iv_m"))
    assert rule.get("gap_first") == fact.get("min_iv_from_first_m")
    assert rule.get("before") == before
    assert rule.get("give", fact["product"]) == fact["product"]
    assert rule.get("route") == fact["route"]
    if "max_age_m" in fact:
        assert rule["until"] == fact["max_age_m"]


def test_products_are_live_where_the_facts_say_so():
    live = {product["id"] for product in FACTS["product"] if product.get("live_inj")}
    named = {product["id"] for product in FACTS["product"]}
    ours = {product["id"] for product in packaged().products if product.get("live")}
    assert ours & named == live
    # "MMR, JE-L, HepA-L, varicella" (nip §1.2), and the other live ones injected under the skin
    assert ours - named == {"MMRV", "MuV", "RubV", "VarV", "YF", "ZVL"}


def test_each_uncertain_entry_says_what_to_confirm():
    for held in [*packaged().by_id.values(), *packaged().provinces.values()]:
        for entry in [held.head, *(row for table in held.tables.values() for row in table)]:
            if entry.get("conf", "high") != "high":
                assert entry.get("confirm"), entry.get("id")


@pytest.mark.parametrize("fact", FACTS["school_expected"], ids=lambda fact: f"{fact['age_ge_m']}m")
def test_a_child_of_that_age_needs_the_numbers_the_school_table_expects(fact):
    on = date(2026, 9, 10)
    born = months_after(on, -(fact["age_ge_m"] + 1))
    routine = {**on_time(born, "male"), "je": _live(born, "JE-L", 8, 24), "hepa": _live(born, "HepA-L", 18)}
    doses = [
        {"product": product, "given_on": day.isoformat()}
        for given in routine.values()
        for product, day in given
        if day <= on
    ]
    child = {"born": born.isoformat(), "sex": "male"}
    cells = marks(child, doses, on, programme_for())
    held = {series: len(cells[EXPECTED.get(series, series)]) for series in fact["need"]}
    assert held == fact["need"]
    assert evaluate(child, doses, on, programme_for())["result"] == "complete"


EXPECTED = {"mmr": "mcv", "je_live": "je", "hepa_live": "hepa"}


def _live(born, product, *months):
    return [(product, months_after(born, m)) for m in months]
