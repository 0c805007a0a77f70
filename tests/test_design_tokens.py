"""One sheet of colours for phone, office, map, charts and papers: readable where it must be read, and the only one."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from fieldapp.ground.design_tokens import colour, colours

ROOT = Path(__file__).resolve().parents[1]
DRAWN = ("static/**/*.css", "static/**/*.js", "fieldapp/**/*.py", "fieldapp/**/*.html", "fieldapp/**/*.typ")
LITERAL = re.compile(
    r"#[0-9a-fA-F]{8}\b|#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{3}\b(?=[;,)'\" ])|\b(?:rgb|hsl)a?\([\d ]"
)


def luminance(value: str) -> float:
    """Relative luminance of a colour, 0 to 1 (WCAG 2.2, definition of relative luminance)."""
    parts = [int(value[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast of two colours by their names, 1 to 21 (WCAG 2.2, contrast ratio)."""
    dark, light = sorted((luminance(colour(one)), luminance(colour(other))))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("words", "ground"),
    [
        ("ink", "paper"), ("ink", "ground"), ("ink-2", "paper"), ("ink-2", "ground"), ("ink-2", "accent-soft"),
        ("ink-2", "attention"), ("accent", "paper"), ("accent", "ground"), ("accent-ink", "accent"),
        ("accent-strong", "accent-soft"), ("attention-ink", "attention"), ("attention-ink", "paper"),
        ("danger", "paper"), ("danger", "ground"), ("danger", "danger-soft"),
    ],
)  # fmt: skip
def test_what_must_be_read_has_a_contrast_of_seven(words: str, ground: str) -> None:
    assert contrast(words, ground) >= 7


@pytest.mark.parametrize(("edge", "ground"), [("edge", "paper"), ("edge", "ground"), ("focus", "paper")])
def test_what_can_be_used_stands_out_from_its_ground(edge: str, ground: str) -> None:
    assert contrast(edge, ground) >= 3  # WCAG 1.4.11


def test_the_steps_of_coverage_are_apart_on_grey_paper() -> None:
    """The worst is darkest, each step lighter by a tenth of the way to white; the goal reached is lightest."""
    steps = ["cover-0", "cover-50", "cover-80", "cover-90", "cover-goal", "cover-reached"]
    lightness = [116 * luminance(colour(step)) ** (1 / 3) - 16 for step in steps]  # CIE L*, 0 to 100
    assert all(lighter - darker >= 8 for darker, lighter in pairwise(lightness)), lightness
    assert contrast("cover-reached-edge", "paper") >= 3


def test_a_short_colour_is_given_in_six_digits() -> None:
    assert colour("paper") == "#ffffff"
    assert all(re.fullmatch(r"#[0-9a-f]{6}", value) for value in colours().values())
    with pytest.raises(KeyError):
        colour("mauve")


def test_no_colour_stands_anywhere_else() -> None:
    files = {file for pattern in DRAWN for file in ROOT.glob(pattern)}
    own = [file for file in files if "build" not in file.parts and file.name != "tokens.css"]
    found = {str(file.relative_to(ROOT)): LITERAL.findall(file.read_text("utf-8")) for file in own}
    assert {file: colours for file, colours in found.items() if colours} == {}
