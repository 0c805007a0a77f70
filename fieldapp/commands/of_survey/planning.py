"""`fieldapp survey sample-size`, `sample` and `missed`: figures and a frame in, a plan out."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict
from fractions import Fraction
from typing import Any, BinaryIO

import click

from fieldapp.commands.of_survey.options import (
    COVERAGE,
    DIFFERENCE,
    FORMAT,
    HALF_WIDTH,
    ICC,
    INSIDE,
    LEVEL,
    POWER,
    RISK,
    VARIATION,
    Figure,
    Nonresponse,
    Once,
    Whole,
    options,
)
from fieldapp.commands.of_survey.tables import FILE, table_of
from fieldapp.ground.problems import BadInput
from fieldapp.survey.stats import sample_size as sizes
from fieldapp.survey.stats import sampling
from fieldapp.survey.stats.missed import estimate_missed
from fieldapp.survey.tables.results import text_of

MANY = 10**9
# The options every kind of sample size shares
FIELD = options(
    click.option("--cluster-size", type=Figure(1, 10_000), default=1, help="Children per cluster."),
    click.option("--icc", type=ICC, default=0, help="Intracluster correlation, 0–1."),
    click.option("--cvw", type=VARIATION, default=0, help="Coefficient of variation of the weights."),
    click.option("--strata", type=Whole(1, 10_000), default=1),
    click.option(
        "--households-per-child",
        type=Figure(0.01, 10_000),
        default=1,
        help="Households to visit per child.",
    ),
    click.option("--nonresponse", type=Nonresponse(), default=0, help="Per cent who will not answer."),
)


def say(record: Mapping[str, Any]) -> None:
    """One record as JSON."""
    click.echo(json.dumps(record, ensure_ascii=False, allow_nan=False))


@click.group("sample-size")
def sample_size() -> None:
    """Children, clusters and households a survey needs (WHO 2018, Annex B)."""


def _plan(
    ess: int,
    ess2: int | None,
    cluster_size: float,
    icc: float,
    cvw: float,
    strata: int,
    households_per_child: float,
    nonresponse: float,
) -> None:
    """Say the plan for an effective sample size; `ess2` only where there is one."""
    inflation = sizes.nonresponse_inflation(nonresponse)
    field = sizes.Field(cluster_size, icc, cvw, strata, households_per_child, inflation)
    plan = asdict(sizes.plan(ess, ess2, field))
    say({name: value for name, value in plan.items() if name != "ess2" or value is not None})


@sample_size.command(cls=Once)
@click.option("--coverage", type=COVERAGE, required=True, help="Expected coverage, 0–1.")
@click.option("--half-width", type=HALF_WIDTH, required=True, help="Half the interval's width, 0–1.")
@click.option("--level", type=LEVEL, default=95, show_default=True, help="Confidence level, per cent.")
@FIELD
def estimation(coverage: float, half_width: float, level: float, **field: Any) -> None:
    """To estimate a coverage to within a half-width."""
    _plan(sizes.estimation_ess(coverage, half_width, level), None, **field)


@sample_size.command(cls=Once)
@click.option("--threshold", type=INSIDE, required=True, help="The coverage to classify against, 0–1.")
@click.option("--delta", type=INSIDE, required=True, help="The distance to be seen, 0–1.")
@click.option("--side", type=click.Choice(["below", "above"]), required=True)
@click.option("--alpha", type=RISK, required=True, help="The risk of seeing what is not there, 0–0.5.")
@click.option("--power", type=POWER, required=True, help="The chance to see what is there, 0.5–1.")
@FIELD
def classification(
    threshold: float, delta: float, side: sizes.Side, alpha: float, power: float, **field: Any
) -> None:
    """To classify a coverage as below or above a threshold."""
    _plan(sizes.classification_ess(threshold, delta, side, alpha, power), None, **field)


@sample_size.command(cls=Once)
@click.option("--p1", type=INSIDE, required=True, help="The first coverage, 0–1.")
@click.option(
    "--delta", type=DIFFERENCE, required=True, help="The difference to be seen, below 0 for a fall."
)
@click.option("--ratio", type=Figure(0.01, 100), required=True, help="Second sample over first.")
@click.option("--alpha", type=RISK, required=True, help="The risk of seeing what is not there, 0–0.5.")
@click.option("--power", type=POWER, required=True, help="The chance to see what is there, 0.5–1.")
@FIELD
def comparison(p1: float, delta: float, ratio: float, alpha: float, power: float, **field: Any) -> None:
    """To see a difference between two groups or surveys."""
    if abs(delta) < INSIDE.least:
        raise BadInput(f"--delta must be at least {INSIDE.least:g} from 0, not {delta:g}.")
    _plan(*sizes.comparison_ess(p1, delta, ratio, alpha, power), **field)


@click.command(cls=Once)
@click.argument("frame", type=FILE)
@click.option("--clusters", type=Whole(1, 100_000), help="How many clusters to draw.")
@click.option(
    "--preset", type=click.Choice(list(sampling.PRESETS)), help="A known plan instead of --clusters."
)
@click.option(
    "--interval", type=Figure(0.001, MANY), help="Households between two clusters; exact when left out."
)
@click.option("--start", type=Figure(0.001, MANY), help="First household, above 0 and at most the interval.")
@click.option("--seed", type=Whole(0, 10**18), help="Draw the start at random from this number.")
@FORMAT
def sample(
    frame: BinaryIO,
    clusters: int | None,
    preset: str | None,
    interval: float | None,
    start: float | None,
    seed: int | None,
    form: str,
) -> None:
    """Draw clusters from FRAME (columns id, size) with probability proportional to size."""
    wanted = sampling.PRESETS[preset].clusters if preset else clusters
    if wanted is None or (preset and clusters is not None):
        raise BadInput("Give either --clusters or --preset.")
    if start is not None and seed is not None:
        raise BadInput("Give either --start or --seed.")
    table = table_of(frame)
    areas = sampling.frame(table)
    _check_frame(table.name, areas, wanted, interval)
    step = sampling.exact_interval(areas, wanted) if interval is None else Fraction(repr(interval))
    chosen = secrets.randbelow(10**9) if seed is None else seed
    first = sampling.random_start(step, chosen) if start is None else Fraction(repr(start))
    drawn = [asdict(one) for one in sampling.draw(areas, wanted, step, first)]
    if start is None and seed is None:
        click.echo(f"--seed {chosen} draws the same again.", err=True)
    click.echo(text_of(drawn, form, tuple(drawn[0])))


def _check_frame(name: str, areas: list[sampling.Area], wanted: int, interval: float | None) -> None:
    """No more clusters than areas, and an interval under which every household can be drawn, but for rounding."""
    if wanted > len(areas):
        raise BadInput(
            f"--clusters {wanted}: {name} has only {len(areas)} areas; split the large ones or take fewer clusters."
        )
    exact = sampling.exact_interval(areas, wanted)
    if interval is not None and interval <= exact - 1:
        raise BadInput(
            f"--interval {interval:g}: {wanted} clusters reach only {interval * wanted:g} of the "
            f"{exact * wanted} households; the exact interval is {float(exact):g}."
        )


@click.command(cls=Once)
@click.option("--first", type=Whole(0, MANY), required=True, help="Children on the first list.")
@click.option("--second", type=Whole(0, MANY), required=True, help="Children on the second list.")
@click.option("--both", type=Whole(0, MANY), required=True, help="Children on both lists.")
@click.option("--not-independent", is_flag=True, help="One list was made from the other.")
@click.option("--level", type=LEVEL, default=95, show_default=True, help="Confidence level, per cent.")
def missed(first: int, second: int, both: int, not_independent: bool, level: float) -> None:
    """How many children two independent lists have both missed (Chapman)."""
    say(asdict(estimate_missed(first, second, both, independent=not not_independent, level=level)))
