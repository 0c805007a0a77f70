"""How often do 95 % intervals hold the truth? 2,000 surveys drawn from a known clustered population.

    python -m benchmarks.survey_interval_coverage [--surveys 2000] [--seed 1]

Two designs at a true coverage of 0.5, 0.8 and 0.95, clusters varying as a beta distribution with
intracluster correlation 1/6: the 30 × 7 survey, and three strata of 12 clusters of 8 with unequal weights.
Exactly that share of the population is vaccinated. A simple random sample is the check: there the methods
are the textbook's. Prints a table for docs/benchmarks/survey.md.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fieldapp.survey.stats.design import build
from fieldapp.survey.stats.estimate import Estimate, proportions
from fieldapp.survey.stats.intervals import of_estimate

METHODS = ("wilson", "logit", "beta", "wald")
COVERAGES = (0.5, 0.8, 0.95)
ICC = 1 / 6
CLUSTERS, CHILDREN = 1200, 250
Population = npt.NDArray[np.bool_]
Survey = Callable[[Population, np.random.Generator, int], list[Estimate]]


def population(p: float, rng: np.random.Generator) -> Population:
    """Clusters × children, vaccinated or not; a few flipped at random so that exactly a share `p` is."""
    strength = 1 / ICC - 1
    levels = rng.beta(p * strength, (1 - p) * strength, CLUSTERS)
    vaccinated: Population = (rng.random((CLUSTERS, CHILDREN)) < levels[:, None]).ravel()
    surplus = int(vaccinated.sum()) - round(p * vaccinated.size)
    flipped = rng.choice(np.flatnonzero(vaccinated == (surplus > 0)), abs(surplus), replace=False)
    vaccinated[flipped] = surplus < 0
    return vaccinated.reshape(CLUSTERS, CHILDREN)


def _children(
    people: Population, clusters: npt.NDArray[np.int64], each: int, rng: np.random.Generator
) -> npt.NDArray[np.float64]:
    """Some children of some clusters, drawn without replacement: clusters·each outcomes."""
    places = rng.random((len(clusters), CHILDREN)).argpartition(each, axis=1)[:, :each]
    return people[clusters[:, None], places].astype(np.float64).ravel()


def thirty_by_seven(people: Population, rng: np.random.Generator, surveys: int) -> list[Estimate]:
    """30 clusters of 7, equal weights: all surveys share one design, so they are one call."""
    design = build(210, clusters=[str(i // 7) for i in range(210)])
    drawn = [_children(people, rng.choice(CLUSTERS, 30, replace=False), 7, rng) for _ in range(surveys)]
    return proportions(design, np.column_stack(drawn))[0]


def three_strata(people: Population, rng: np.random.Generator, surveys: int) -> list[Estimate]:
    """36 clusters in strata of 200, 400 and 600, 12 from each: weights differ threefold, and answers by chance."""
    edges = ((0, 200), (200, 600), (600, 1200))
    strata = [str(h) for h in range(3) for _ in range(96)]
    names = [str(i // 8) for i in range(288)]
    found = []
    for _ in range(surveys):
        clusters = np.concatenate([rng.choice(np.arange(*edge), 12, replace=False) for edge in edges])
        weights = np.repeat([high - low for low, high in edges], 96) / 12 * rng.choice([1, 1.5, 2], 288)
        design = build(288, weights, strata, names)
        found += proportions(design, _children(people, clusters, 8, rng)[:, None])[0]
    return found


def simple_random(people: Population, rng: np.random.Generator, surveys: int) -> list[Estimate]:
    """210 children, one by one, as a check of the program."""
    everyone = people.ravel().astype(np.float64)
    drawn = [everyone[rng.choice(everyone.size, 210)] for _ in range(surveys)]
    return proportions(build(210), np.column_stack(drawn))[0]


DESIGNS: dict[str, Survey] = {
    "30 × 7": thirty_by_seven,
    "3 strata × 12 × 8, unequal weights": three_strata,
    "210 at random": simple_random,
}


@dataclass(frozen=True)
class Held:
    """Per cent of intervals that hold the truth, and their mean width in points."""

    share: float
    width: float


def held(estimates: list[Estimate], truth: float, method: str) -> Held:
    """Judge one method. No interval counts as one that does not hold."""
    intervals = [of_estimate(estimate, method) for estimate in estimates]
    ends = [(one.low, one.high) for one in intervals if one.low is not None and one.high is not None]
    inside = sum(low <= truth <= high for low, high in ends)
    return Held(
        100 * inside / len(estimates), 100 * sum(high - low for low, high in ends) / max(1, len(ends))
    )


def main() -> None:
    """Print the table."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--surveys", type=int, default=2000)
    asked.add_argument("--seed", type=int, default=1)
    options = asked.parse_args()
    rng = np.random.default_rng(options.seed)
    print("| design | true coverage | mean design effect | " + " | ".join(METHODS) + " |")
    print("|---|---|---|" + "---|" * len(METHODS))
    for name, survey in DESIGNS.items():
        for p in COVERAGES:
            people = population(p, rng)
            truth = float(people.mean())
            estimates = survey(people, rng, options.surveys)
            deff = np.mean([estimate.deff for estimate in estimates])
            cells = [held(estimates, truth, method) for method in METHODS]
            said = " | ".join(f"{one.share:.1f} ({one.width:.1f})" for one in cells)
            print(f"| {name} | {100 * truth:.0f} % | {deff:.2f} | {said} |", flush=True)
    error = 100 * (0.95 * 0.05 / options.surveys) ** 0.5
    print(
        f"\nIn brackets the mean width in points. Simulation error of a share near 95: ± {error:.2f} (one s.e.)."
    )


if __name__ == "__main__":
    main()
