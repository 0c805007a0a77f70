"""`fieldapp lots`: decide, operating characteristic, plan."""

from __future__ import annotations

from dataclasses import asdict

import click

from fieldapp.commands.of_survey.options import COVERAGE, INSIDE, RISK, SPREAD, Limits, Once, Whole
from fieldapp.commands.of_survey.planning import say
from fieldapp.ground.problems import BadInput
from fieldapp.survey.stats import lots as rules

MANY = 100_000


@click.command(cls=Once)
@click.option("--n", type=Whole(0, MANY), required=True, help="Children checked.")
@click.option("--missed", type=Whole(0, MANY), required=True, help="Of them not vaccinated.")
@click.option(
    "--limits", type=Limits(), default="3,8,19", show_default=True, help="Largest number missed of each band."
)
@click.option(
    "--children", type=Whole(1, MANY), default=60, show_default=True, help="Children the rule needs."
)
def decide(n: int, missed: int, limits: tuple[int, ...], children: int) -> None:
    """Judge one lot."""
    say(asdict(rules.decide_lot(n, missed, limits, children)))


@click.command(cls=Once)
@click.option("--n", type=Whole(1, MANY), required=True, help="Children checked.")
@click.option("--max-missed", type=Whole(0, MANY), required=True, help="The most missed that passes.")
@click.option("--coverage", type=COVERAGE, required=True, help="True coverage, 0–1.")
@click.option("--cluster-size", type=Whole(1, MANY), help="Children per cluster.")
@click.option("--cluster-sd", type=SPREAD, help="Standard deviation of coverage between clusters, 0–0.5.")
def oc(n: int, max_missed: int, coverage: float, cluster_size: int | None, cluster_sd: float | None) -> None:
    """The chance that a lot of this true coverage passes."""
    if cluster_size is not None and cluster_sd is None:
        raise BadInput("--cluster-size needs --cluster-sd, how much coverage varies between clusters.")
    if cluster_size is not None and cluster_size > n:
        raise BadInput(f"--cluster-size {cluster_size} is more than the {n} children of --n.")
    say({"p_accept": rules.accept_probability(n, max_missed, coverage, cluster_size, cluster_sd or 0.0)})


@click.command(cls=Once)
@click.option("--high", type=INSIDE, required=True, help="A coverage that should pass, 0–1.")
@click.option("--low", type=INSIDE, required=True, help="A coverage that should fail, 0–1.")
@click.option("--alpha", type=RISK, required=True, help="The risk that the high one fails, 0–0.5.")
@click.option("--beta", type=RISK, required=True, help="The risk that the low one passes, 0–0.5.")
def plan(high: float, low: float, alpha: float, beta: float) -> None:
    """The smallest sample that keeps both risks."""
    n, most = rules.find_plan(high, low, alpha, beta)
    say({"n": n, "max_missed": most})
