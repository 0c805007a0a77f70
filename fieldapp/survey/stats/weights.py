"""Weights in three steps: selection, non-response, known population.

Each step takes an array and gives a new one; order is the caller's. Nothing is trimmed or
rescaled silently, and a class nobody answered in is an error: its children cannot be represented by
nobody. Source: WHO/IVB/18.09 Annex J (with the number of clusters drawn, which p. 186 leaves out).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fieldapp.ground.problems import BadInput
from fieldapp.survey.stats.design import Floats

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Weighted:
    """How many rows and what they stand for; both are to be reported."""

    n: int
    n_weighted: float
    variation: float


def base_weights(*probabilities: Floats | float) -> Floats:
    """1 / product of the stages' selection probabilities (or expected hits), one array or number a stage."""
    product: Floats = np.asarray(1.0)
    for stage in probabilities:
        values = np.asarray(stage, dtype=np.float64)
        if not (np.isfinite(values) & (values > 0)).all():
            raise BadInput("A selection probability must be a number above 0.")
        product = product * values
    return np.asarray(1 / product)


def adjust_for_nonresponse(weights: Floats, responded: Mask, classes: Sequence[str] | None = None) -> Floats:
    """Let those who answered stand for those who did not, class by class; who did not gets 0.

    Multiplies by Σw of all over Σw of respondents in the class.
    """
    names, code = np.unique(
        np.asarray(classes if classes is not None else [""] * len(weights)), return_inverse=True
    )
    everyone = np.bincount(code, weights)
    answered = np.bincount(code, np.where(responded, weights, 0.0))
    if (answered == 0).any():
        name = names[np.flatnonzero(answered == 0)[0]]
        raise BadInput(f"Nobody answered in class '{name}': join it with another one.")
    return np.where(responded, weights * (everyone / answered)[code], 0.0)


def post_stratify(weights: Floats, cells: Sequence[str], population: Mapping[str, float]) -> Floats:
    """Scale the weights of each cell to its known population."""
    names, code = np.unique(np.asarray(cells), return_inverse=True)
    lost = set(population) - set(names.tolist())
    unknown = [name for name in names.tolist() if name not in population]
    if unknown:
        raise BadInput(f"The population of cell '{unknown[0]}' is not given.")
    if lost:
        raise BadInput(f"Cell '{min(lost)}' has a population but no respondent: join it with another one.")
    known = np.array([population[name] for name in names.tolist()], dtype=np.float64)
    if not (np.isfinite(known) & (known > 0)).all():
        raise BadInput("The population of a cell must be a number above 0.")
    return weights * (known / np.bincount(code, weights))[code]


def summary(weights: Floats) -> Weighted:
    """Rows with a weight above 0, the sum of weights and their coefficient of variation."""
    kept = weights[weights > 0]
    return Weighted(len(kept), float(kept.sum()), float(kept.std() / kept.mean()) if len(kept) else 0.0)
