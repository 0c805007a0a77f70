"""`fieldapp survey` and `fieldapp lots`: files and figures in, JSON or CSV out.

The shell of the survey statistics: it reads, calls one pure function and writes. Nothing is written,
neither to the screen nor to a chart's file, unless the whole answer is there. Bad input is a
`BadInput`, which the `fieldapp` command prints as one sentence with exit status 2.
"""

from __future__ import annotations

import json
import math
import secrets
from collections.abc import Callable, Mapping
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import Any, BinaryIO

import click

from fieldapp.problems import BadInput
from fieldapp.survey import lots as lot_rules
from fieldapp.survey import sample_size as sizes
from fieldapp.survey import sampling
from fieldapp.survey.chart import chart
from fieldapp.survey.design import LONELY, Lonely
from fieldapp.survey.missed import estimate_missed
from fieldapp.survey.results import FIELDS, estimate_table, grouping, text_of
from fieldapp.survey.table import Table, design_of, read_table

Command = Callable[..., None]
TABLE = click.File("rb")
FORMAT = click.option(
    "--format", "form", type=click.Choice(["json", "csv"]), default="json", show_default=True
)


def _say(record: Mapping[str, Any]) -> None:
    click.echo(json.dumps(record, ensure_ascii=False, allow_nan=False))


def _table(file: BinaryIO) -> Table:
    return read_table(file.read(), Path(file.name).name)


@click.group()
def survey() -> None:
    """Coverage surveys: estimates, sample sizes, sampling, how many were missed."""


@survey.command()
@click.argument("file", type=TABLE)
@click.option(
    "--outcome", "outcomes", multiple=True, required=True, help="Column of 0, 1 or empty; repeatable."
)
@click.option("--strata", help="Column of strata.")
@click.option("--cluster", help="Column of clusters.")
@click.option("--weight", help="Column of weights.")
@click.option("--fpc", help="Column: clusters in the stratum, or the fraction drawn.")
@click.option("--by", "groupings", multiple=True, help="Column of groups; repeatable, each its own grouping.")
@click.option("--ci", type=click.Choice(["wilson", "logit", "beta"]), default="wilson", show_default=True)
@click.option("--level", type=float, default=95, show_default=True, help="Confidence level in percent.")
@click.option("--lonely", type=click.Choice(LONELY), default="fail", show_default=True)
@click.option("--goal", type=float, help="A goal between 0 and 1: adds a three-way classification.")
@click.option("--plot", type=click.Path(dir_okay=False, path_type=Path), help="Also draw the table as SVG.")
@click.option(
    "--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="The chart's labels."
)
@FORMAT
def estimate(
    file: BinaryIO,
    outcomes: tuple[str, ...],
    strata: str | None,
    cluster: str | None,
    weight: str | None,
    fpc: str | None,
    groupings: tuple[str, ...],
    ci: str,
    level: float,
    lonely: Lonely,
    goal: float | None,
    plot: Path | None,
    lang: str,
    form: str,
) -> None:
    """Weighted proportions of the outcome columns of FILE with their intervals."""
    _percentage("--level", level)
    if goal is not None and not 0 <= goal <= 1:
        raise BadInput(f"--goal must be between 0 and 1, not {goal:g}.")
    table = _table(file)
    values = {name: table.outcome(name) for name in outcomes}
    groups = [grouping(name, table.texts(name)) for name in dict.fromkeys(groupings)]
    design = design_of(table, strata, cluster, weight, fpc, lonely)
    records = estimate_table(design, values, groups, ci, level, goal)
    fields = FIELDS if goal is None else (*FIELDS, "goal", "classification")
    answer = text_of(records, form, fields)
    if plot:
        _write(plot, chart(records, goal, lang, level))
    click.echo(answer)


def _percentage(option: str, value: float) -> None:
    if not 0 < value < 100:
        raise BadInput(f"{option} must be a percentage between 0 and 100, not {value:g}.")


def _write(path: Path, words: str) -> None:
    try:
        path.write_text(words, encoding="utf-8")
    except OSError as wrong:
        raise BadInput(f"{path} cannot be written: {wrong.strerror}.") from wrong


@survey.group("sample-size")
def sample_size() -> None:
    """Children, clusters and households a survey needs (WHO 2018, Annex B)."""


def _field_options(command: Command) -> Command:
    """The options every kind of sample size shares."""
    for option in (
        click.option("--nonresponse", type=float, default=0, help="Per cent who will not answer."),
        click.option("--households-per-child", type=float, default=1, help="Households to visit per child."),
        click.option("--strata", type=int, default=1),
        click.option("--cvw", type=float, default=0, help="Coefficient of variation of the weights."),
        click.option("--icc", type=float, default=0, help="Intracluster correlation."),
        click.option("--cluster-size", type=float, default=1, help="Children per cluster."),
    ):
        command = option(command)
    return command


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
    _say({name: value for name, value in plan.items() if name != "ess2" or value is not None})


@sample_size.command()
@click.option("--coverage", type=float, required=True, help="Expected coverage, 0–1.")
@click.option("--half-width", type=float, required=True, help="Half the interval's width, 0–1.")
@click.option("--level", type=float, default=95, show_default=True)
@_field_options
def estimation(coverage: float, half_width: float, level: float, **field: Any) -> None:
    """To estimate a coverage to within a half-width."""
    _plan(sizes.estimation_ess(coverage, half_width, level), None, **field)


@sample_size.command()
@click.option("--threshold", type=float, required=True, help="The coverage to classify against, 0–1.")
@click.option("--delta", type=float, required=True, help="The distance to be seen, 0–1.")
@click.option("--side", type=click.Choice(["below", "above"]), required=True)
@click.option("--alpha", type=float, required=True)
@click.option("--power", type=float, required=True)
@_field_options
def classification(
    threshold: float, delta: float, side: sizes.Side, alpha: float, power: float, **field: Any
) -> None:
    """To classify a coverage as below or above a threshold."""
    _plan(sizes.classification_ess(threshold, delta, side, alpha, power), None, **field)


@sample_size.command()
@click.option("--p1", type=float, required=True, help="The first coverage, 0–1.")
@click.option("--delta", type=float, required=True, help="The difference to be seen.")
@click.option("--ratio", type=float, required=True, help="Second sample over first.")
@click.option("--alpha", type=float, required=True)
@click.option("--power", type=float, required=True)
@_field_options
def comparison(p1: float, delta: float, ratio: float, alpha: float, power: float, **field: Any) -> None:
    """To see a difference between two groups or surveys."""
    _plan(*sizes.comparison_ess(p1, delta, ratio, alpha, power), **field)


@survey.command()
@click.argument("frame", type=TABLE)
@click.option("--clusters", type=int, help="How many clusters to draw.")
@click.option(
    "--preset", type=click.Choice(list(sampling.PRESETS)), help="A known plan instead of --clusters."
)
@click.option("--interval", type=float, help="Households between two clusters; exact when left out.")
@click.option("--start", type=float, help="First household, above 0 and at most the interval.")
@click.option("--seed", type=int, help="Draw the start at random from this number.")
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
    areas = sampling.frame(_table(frame))
    step = sampling.exact_interval(areas, wanted) if interval is None else _exactly("--interval", interval)
    chosen = secrets.randbelow(10**9) if seed is None else seed
    first = sampling.random_start(step, chosen) if start is None else _exactly("--start", start)
    drawn = [asdict(one) for one in sampling.draw(areas, wanted, step, first)]
    if start is None and seed is None:
        click.echo(f"--seed {chosen} draws the same again.", err=True)
    click.echo(text_of(drawn, form, tuple(drawn[0])))


def _exactly(option: str, value: float) -> Fraction:
    if not math.isfinite(value) or value <= 0:
        raise BadInput(f"{option} must be above 0, not {value:g}.")
    return Fraction(repr(value))


@survey.command()
@click.option("--first", type=int, required=True, help="Children on the first list.")
@click.option("--second", type=int, required=True, help="Children on the second list.")
@click.option("--both", type=int, required=True, help="Children on both lists.")
@click.option("--not-independent", is_flag=True, help="One list was made from the other.")
@click.option("--level", type=float, default=95, show_default=True)
def missed(first: int, second: int, both: int, not_independent: bool, level: float) -> None:
    """How many children two independent lists have both missed (Chapman)."""
    _percentage("--level", level)
    _say(asdict(estimate_missed(first, second, both, independent=not not_independent, level=level)))


@click.group()
def lots() -> None:
    """Lot quality sampling: decide, operating characteristic, plan."""


@lots.command()
@click.option("--n", type=int, required=True, help="Children checked.")
@click.option("--missed", type=int, required=True, help="Of them not vaccinated.")
@click.option("--limits", default="3,8,19", show_default=True, help="Largest number missed of each band.")
@click.option("--children", type=int, default=60, show_default=True, help="Children the rule needs.")
def decide(n: int, missed: int, limits: str, children: int) -> None:
    """Judge one lot."""
    try:
        bounds = tuple(int(limit) for limit in limits.split(","))
    except ValueError:
        raise BadInput(f"--limits must be whole numbers with commas between, not '{limits}'.") from None
    _say(asdict(lot_rules.decide_lot(n, missed, bounds, children)))


@lots.command()
@click.option("--n", type=int, required=True)
@click.option("--max-missed", type=int, required=True)
@click.option("--coverage", type=float, required=True, help="True coverage, 0–1.")
@click.option("--cluster-size", type=int)
@click.option("--cluster-sd", type=float, default=0, help="Standard deviation of coverage between clusters.")
def oc(n: int, max_missed: int, coverage: float, cluster_size: int | None, cluster_sd: float) -> None:
    """The chance that a lot of this true coverage passes."""
    _say({"p_accept": lot_rules.accept_probability(n, max_missed, coverage, cluster_size, cluster_sd)})


@lots.command()
@click.option("--high", type=float, required=True)
@click.option("--low", type=float, required=True)
@click.option("--alpha", type=float, required=True)
@click.option("--beta", type=float, required=True)
def plan(high: float, low: float, alpha: float, beta: float) -> None:
    """The smallest sample that keeps both risks."""
    n, most = lot_rules.find_plan(high, low, alpha, beta)
    _say({"n": n, "max_missed": most})
