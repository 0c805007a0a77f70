"""The files under reference/ as arrays and rows, for every test that compares with them."""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from fieldapp.survey.stats.design import Design
from fieldapp.survey.stats.table import Table, design_of, read_table

REFERENCE = Path(__file__).parent / "reference"
OUTCOMES = ("bcg", "penta1", "penta3", "mcv1", "sia", "card", "all1", "all0", "zero_in_A", "one_in_B")
SIX_DECIMALS = 1e-6


def rows(name: str) -> list[dict[str, str]]:
    """The records of one reference file."""
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def figures(name: str) -> Any:
    """A reference file of JSON."""
    return json.loads((REFERENCE / name).read_text(encoding="utf-8"))


def number(cell: str) -> float | None:
    """A figure as R writes it; NA is None."""
    return None if cell == "NA" else float(cell)


def path(name: str) -> str:
    """Where a reference file is, for commands."""
    return str(REFERENCE / name)


@cache
def table(name: str = "r/survey30.csv") -> Table:
    """A reference data set."""
    return read_table((REFERENCE / name).read_bytes(), name)


@cache
def design() -> Design:
    """The 30 clusters with strata and weights."""
    return design_of(table(), "stratum", "cluster", "weight")


@cache
def outcomes() -> np.ndarray:
    """All outcomes of the 30 clusters, children × 10."""
    return np.column_stack([table().outcome(name) for name in OUTCOMES])


@cache
def domains() -> dict[str, np.ndarray]:
    """The domains of reference.R as masks."""
    data = table()
    stratum, sex, urban = (np.array(data.texts(name)) for name in ("stratum", "sex", "urban"))
    age = data.numbers("age_m")
    masks = {"overall": np.ones(len(age), dtype=bool)}
    masks |= {f"stratum_{name}": stratum == name for name in "ABC"}
    masks |= {f"sex{value}": sex == value for value in "12"}
    masks |= {f"urban{value}": urban == value for value in "01"}
    masks |= {"age_lt12": age < 12, "age_12_23": (age >= 12) & (age < 24)}
    return masks | {"sex1_stratum_C": masks["sex1"] & masks["stratum_C"]}


def far(found: float | None, expected: float | None, tolerance: float = SIX_DECIMALS) -> bool:
    """Whether two figures differ: None only equals None, infinity only itself."""
    if found is None or expected is None:
        return found is not expected
    return not (found == expected or abs(found - expected) <= tolerance)
