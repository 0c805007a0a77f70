"""Products: what each is, what it never does, and that every other list of product codes agrees with this one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fieldapp.campaigns.counting.rules import POLIO
from fieldapp.campaigns.plan.products import PRODUCTS as IN_CAMPAIGNS
from fieldapp.schedule import evaluate, packaged, programme_for

ROOT = Path(__file__).resolve().parents[2]
PRODUCTS = {product["id"]: product for product in packaged().products}
BY_SERIES = {
    series: {
        name for name, product in PRODUCTS.items() if series in {part["series"] for part in product["counts"]}
    }
    for series in packaged().names.series
}
OUTSIDE = sorted(name for name, product in PRODUCTS.items() if not product["counts"])
DOCS = (ROOT / "docs" / "schedule.md").read_text("utf-8")


def test_every_product_has_a_name_of_its_own_in_both_languages():
    for lang in ("zh", "en"):
        assert len({product[lang] for product in PRODUCTS.values()}) == len(PRODUCTS)


@pytest.mark.parametrize("product", OUTSIDE)
def test_a_product_outside_the_programme_fills_no_slot_and_is_asked_for_nowhere(product):
    child = {"born": "2020-01-10", "sex": "female"}
    bare = evaluate(child, [], "2026-11-01", programme_for())
    with_it = evaluate(child, [{"product": product, "given_on": "2024-05-05"}], "2026-11-01", programme_for())
    assert with_it["doses"][0] == {"product": product, "given_on": "2024-05-05", "valid": True}
    assert {**with_it, "doses": []} == bare
    assert not PRODUCTS[product]["programme"]


@pytest.mark.parametrize("product", OUTSIDE)
def test_only_injected_live_ones_hold_up_another_live_vaccine_and_are_void_too_near_one(product):
    live = bool(PRODUCTS[product].get("live"))
    child, day = {"born": "2025-01-10", "sex": "male"}, "2026-10-20"
    after = evaluate(child, [{"product": product, "given_on": day}], "2026-11-01", programme_for())
    waits = {
        row["series"]: row.get("waits_until") for row in after["missing"] if row["series"] in ("mcv", "je")
    }
    assert waits["je"] == ("2026-11-17" if live else None)
    near = [{"product": "MMR", "given_on": "2026-10-10"}, {"product": product, "given_on": day}]
    said = evaluate(child, near, "2026-11-01", programme_for())["doses"][1]
    assert said.get("reason") == ("live_28_days" if live else None)


def test_oral_nasal_and_inactivated_ones_are_not_among_the_injected_live():
    assert {name for name in OUTSIDE if PRODUCTS[name].get("live")} == {"MuV", "RubV", "VarV", "YF", "ZVL"}
    assert {"RV", "LAIV", "Cholera", "IIV"} <= set(OUTSIDE)


def test_no_rule_gives_what_families_pay_for():
    for edition in [*packaged().by_id.values(), *packaged().provinces.values()]:
        for table in ("rule", "choose", "patch"):
            for entry in edition.tables.get(table, []):
                assert PRODUCTS[entry["give"]].get("programme", True) if "give" in entry else True


def test_the_phones_red_lines_know_the_products_of_every_series():
    text = (ROOT / "static" / "field" / "core" / "contract.json").read_text("utf-8")
    known = {series: set(names) for series, names in json.loads(text)["series"].items()}
    assert list(known) == list(BY_SERIES)
    # conjugate vaccines count by age; a red line in days calls them A+C
    assert known == BY_SERIES | {"mena": BY_SERIES["mena"] - {"MPCV-AC", "MCV4"}}


def test_campaigns_give_products_there_are_and_polio_is_polio_everywhere():
    assert set(IN_CAMPAIGNS) <= PRODUCTS.keys()
    assert BY_SERIES["polio"] == POLIO
    assert not {name for name in IN_CAMPAIGNS if name in OUTSIDE}


def test_the_documentation_lists_every_code():
    listed = DOCS.partition("## Products")[2].partition("\n## ")[0]
    assert {name for name in PRODUCTS if f"`{name}`" not in listed} == set()
