"""The coverage scale: its steps at their limits for every goal, in colours that no eye and no printer confuses."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.areas.maps.coverage_scale import NONE, REACHED, ZERO, step_of, steps
from fieldapp.ground.design_tokens import colour

# Matrices on linear RGB for severity 1.0: Machado, Oliveira, Fernandes 2009 (IEEE TVCG 15, 1291–1298).
SIGHTS = {
    "all colours": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "grey print": ((0.2126, 0.7152, 0.0722),) * 3,
}
NEIGHBOURS, FAR, STRANGERS = 8, 30, 45  # CIE76 distances; one sees 2.3 side by side


def linear(value: str) -> list[float]:
    parts = [int(value[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def lab(value: str, sight: tuple[tuple[float, ...], ...]) -> tuple[float, float, float]:
    """CIE L*a*b* (D65) of a colour as somebody sees it."""
    rgb = linear(value)
    red, green, blue = (
        min(1, max(0, sum(weight * part for weight, part in zip(row, rgb, strict=True)))) for row in sight
    )
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def distance(one: str, other: str, sight: str) -> float:
    """How far two steps are apart for an eye or a printer."""
    first, second = (lab(colour(f"cover-{name}"), SIGHTS[sight]) for name in (one, other))
    return sum((a - b) ** 2 for a, b in zip(first, second, strict=True)) ** 0.5


BELOW = ["0", "50", "80", "90", "goal"]


@pytest.mark.parametrize("sight", SIGHTS)
def test_steps_beside_each_other_are_told_apart(sight: str) -> None:
    assert min(distance(one, other, sight) for one, other in pairwise([*BELOW, "reached"])) >= NEIGHBOURS


@pytest.mark.parametrize("sight", SIGHTS)
def test_nobody_dosed_and_nearly_four_in_five_never_look_alike(sight: str) -> None:
    assert (step_of(0, 100, 95), step_of(79, 100, 95)) == ("0", "80")
    assert distance("0", "80", sight) >= FAR
    assert distance("0", "goal", sight) >= STRANGERS
    assert distance("0", "reached", sight) >= STRANGERS


@pytest.mark.parametrize("sight", SIGHTS)
def test_all_steps_below_the_goal_grow_lighter_for_every_eye(sight: str) -> None:
    light = [lab(colour(f"cover-{name}"), SIGHTS[sight])[0] for name in BELOW]
    assert all(lighter - darker >= NEIGHBOURS for darker, lighter in pairwise(light)), light


def test_the_goal_reached_is_another_hue_and_edged() -> None:
    for one in BELOW:
        assert lab(colour(f"cover-{one}"), SIGHTS["all colours"])[2] > 15  # towards yellow
    assert lab(colour("cover-reached"), SIGHTS["all colours"])[2] < 0  # towards blue
    for sight in ("protanopia", "deuteranopia"):
        edge, fill = (lab(colour(f"cover-{name}"), SIGHTS[sight]) for name in ("reached-edge", "reached"))
        assert fill[0] - edge[0] > 40


@pytest.mark.parametrize(
    ("dosed", "target", "goal", "name"),
    [
        (95, 100, 95, "reached"),
        (9499, 10000, 95, "goal"),
        (90, 100, 95, "goal"),
        (8999, 10000, 95, "90"),
        (80, 100, 95, "90"),
        (7999, 10000, 95, "80"),
        (50, 100, 95, "80"),
        (4999, 10000, 95, "50"),
        (1, 100_000, 95, "50"),
        (0, 5, 95, "0"),
        (0, 0, 95, "none"),
        (3, -1, 95, "none"),
        (107, 100, 95, "reached"),
        (85, 100, 85, "reached"),
        (84, 100, 85, "90"),
        (80, 100, 80, "reached"),
        (79, 100, 80, "80"),
        (90, 100, 90, "reached"),
        (89, 100, 90, "90"),
        (39, 100, 40, "50"),
        (40, 100, 40, "reached"),
        (99, 100, 100, "goal"),
        (100, 100, 100, "reached"),
    ],
)
def test_a_village_at_a_limit_is_in_the_step_that_begins_there(
    dosed: int, target: int, goal: int, name: str
) -> None:
    assert step_of(dosed, target, goal) == name


@given(st.integers(1, 100), st.integers(0, 300), st.integers(1, 200))
def test_every_coverage_is_in_one_step_of_the_legend(goal: int, dosed: int, target: int) -> None:
    said = {one.name: one for one in steps(goal)}
    found = said[step_of(dosed, target, goal)]
    assert found.low is not None and 100 * dosed >= found.low * target
    assert found.high is None or found.name == ZERO or 100 * dosed < found.high * target
    assert (found.name == ZERO) == (dosed == 0)
    assert (found.name == REACHED) == (100 * dosed >= goal * target)


@pytest.mark.parametrize("goal", range(1, 101))
def test_the_legend_has_each_step_once_and_no_gap(goal: int) -> None:
    said = steps(goal)
    assert said[0].name == ZERO and [one.name for one in said[-2:]] == [REACHED, NONE]
    below = said[1:-1]
    assert below[0].low == 0 and all(one.high == next_.low for one, next_ in pairwise(below))
    for part in ("name", "zh", "en"):
        assert len({getattr(one, part) for one in said}) == len(said)
    assert all(colour(f"cover-{one.name}") for one in said)


def test_no_two_steps_share_a_colour() -> None:
    names = [one.name for one in steps(95)]
    assert all(colour(f"cover-{a}") != colour(f"cover-{b}") for a, b in combinations(names, 2))
