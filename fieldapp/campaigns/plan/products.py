"""Which forms a product can have, and whether it is still supplied: one table of data. Pure.

A product fixes its forms: only oral polio vaccine is swallowed, all others are injected. Products no longer supplied
stay for doses given earlier and cannot be chosen for a new campaign; those that fill no slot of the schedule
are no campaign's. Which ones those are must be confirmed with a
county CDC before field use: they are the rows marked `supplied=False`. Names: fieldapp/schedule/products.toml.
"""

from __future__ import annotations

from typing import NamedTuple


class Product(NamedTuple):
    """`forms` in the order they are offered (codes of the contract's `batch.form`)."""

    forms: tuple[str, ...] = ("injection",)
    supplied: bool = True


ORAL = ("drops", "pill")
PRODUCTS: dict[str, Product] = {
    "bOPV": Product(ORAL),
    "IPV": Product(),
    "MMR": Product(),
    "DTaP": Product(),
    "DT": Product(),
    "HepB": Product(),
    "JE-L": Product(),
    "JE-I": Product(),
    "MPSV-A": Product(),
    "MPSV-AC": Product(),
    "MPCV-AC": Product(),
    "MCV4": Product(),
    "HepA-L": Product(),
    "HepA-I": Product(),
    "HepAB": Product(),
    "BCG": Product(),
    "DTaP-Hib": Product(),
    "DTaP-IPV-Hib": Product(),
    "2vHPV": Product(),
    "4vHPV": Product(),
    "9vHPV": Product(),
    "tOPV": Product(ORAL, supplied=False),  # withdrawn on 2016-05-01
    "DTwP": Product(supplied=False),
    "MV": Product(supplied=False),
    "MR": Product(supplied=False),
    "MM": Product(supplied=False),
    "MMRV": Product(supplied=False),
}


def forms_of(product: str | None) -> tuple[str, ...]:
    """The forms a product can have; none for one this table does not know."""
    return PRODUCTS[product].forms if product in PRODUCTS else ()


def choosable(kept: str | None = None) -> list[str]:
    """The products a campaign can be made for; `kept` is the one it already has, supplied or not."""
    return [code for code, product in PRODUCTS.items() if product.supplied or code == kept]


def is_oral_polio(product: str | None) -> bool:
    """Whether zero-dose children may have to be given IPV first."""
    return forms_of(product) == ORAL
