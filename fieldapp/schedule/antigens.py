"""Which products are doses of what a campaign gives, derived from the schedule's table of products. Pure.

Products of one series (fieldapp/schedule/products.toml) are doses of one antigen: earlier doses are counted by it.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

PRODUCTS = Path(__file__).with_name("products.toml")
WORDS = PRODUCTS.parent / "words.toml"


@cache
def series_of(product: str) -> frozenset[str]:
    """The series a product counts in, at whatever age; empty for a product the schedule does not know."""
    return _series().get(product, frozenset())


@cache
def _series() -> dict[str, frozenset[str]]:
    listed = tomllib.loads(PRODUCTS.read_text(encoding="utf-8"))["product"]
    return {one["id"]: frozenset(part["series"] for part in one.get("counts", ())) for one in listed}


@cache
def earlier_products(product: str) -> frozenset[str]:
    """Products whose dose is an earlier dose of what `product` protects against, itself among them."""
    own = series_of(product)
    return frozenset({product, *(name for name, series in _series().items() if series & own)})


@cache
def given_products(product: str, zero_dose_ipv_first: bool) -> frozenset[str]:
    """What a round of this product may give: itself, and IPV where a child without any polio dose gets that first."""
    first = zero_dose_ipv_first and "polio" in series_of(product)
    return frozenset({product, "IPV"}) if first else frozenset({product})


@cache
def antigen_names(product: str, language: str = "zh") -> tuple[str, ...]:
    """What the series a product counts in are called: whose earlier doses its campaign asks about; the product itself
    where the schedule has no series for it."""
    words = tomllib.loads(WORDS.read_text(encoding="utf-8"))["series"]
    return tuple(words[one][language] for one in sorted(series_of(product))) or (product,)


@cache
def product_name(product: str, language: str = "zh") -> str:
    """What a product is called; its code where the schedule does not know it."""
    listed = tomllib.loads(PRODUCTS.read_text(encoding="utf-8"))["product"]
    return next((one[language] for one in listed if one["id"] == product), product)


@cache
def product_names() -> dict[str, tuple[str, str]]:
    """What each product is called, 中文 and English."""
    listed = tomllib.loads(PRODUCTS.read_text(encoding="utf-8"))["product"]
    return {one["id"]: (one["zh"], one["en"]) for one in listed}
