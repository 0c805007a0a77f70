"""The picture of an estimate table as wide as a telephone: what a line is and its figures, below them where they lie.

As `chart`, with 340 units across: the heading stands over it, number of children and design effect in the table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape  # nosec B406

from fieldapp.survey.tables.chart import (
    FONT,
    LETTER,
    PLAIN,
    WORDS,
    cells_of,
    cut,
    label_of,
    letters,
    percent,
    text,
)

WIDTH, EDGE, BELOW, NEXT = 340, 8, 32, 24
AXIS = WIDTH - 2 * EDGE
BESIDE, ALONE = 18, 36  # letters of a label beside the figures, or on a line of its own


def narrow_chart(
    records: Sequence[Mapping[str, Any]],
    goal: float | None = None,
    language: str = "zh",
    level: float = 95,
    title: str | None = None,
    colours: Mapping[str, str] = PLAIN,
) -> str:
    """The picture, two lines per record. Arguments as of `chart`."""
    words = WORDS[language]
    ink, quiet, line, paper, accent = (
        colours.get(name, "currentcolor") for name in ("ink", "ink-2", "line", "paper", "accent")
    )
    whole = words["all"] if any(record["group"] for record in records) else ""
    labels = [label_of(record, words | {"all": whole}) for record in records]
    lines = 1 if all(letters(one) <= BESIDE for one in labels) else 2
    row = 32 + NEXT * lines
    bottom = row * len(records)
    said = words["legend"].format(level=f"{level:g}").replace("；", "; ").split("; ")
    said += [words["tick"].format(goal=percent(goal))] if goal is not None else []
    height = bottom + BELOW + NEXT * len(said)
    parts = [
        f'<svg class="narrow" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
        f'height="{height}" font-family="{FONT}" font-size="{LETTER}" fill="{ink}" role="img">',
        f"<title>{escape(title or words['title'])}</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="{paper}"/>',
    ]
    for place, (label, record) in enumerate(zip(labels, records, strict=True)):
        parts += _words(place * row + NEXT, label, record, words, quiet, lines)
        parts += _place(place * row + 16 + NEXT * lines, record, goal, line, quiet, paper, accent)
    parts += [
        text(float(_x(at / 100)), bottom + 16, f"{at}%", colour=quiet, anchor=anchor)
        for at, anchor in ((0, "start"), (50, "middle"), (100, "end"))
    ]
    parts += [text(EDGE, bottom + BELOW + 12 + NEXT * n, one, colour=quiet) for n, one in enumerate(said)]
    return "\n".join([*parts, "</svg>\n"])


def _x(value: float) -> str:
    return f"{EDGE + AXIS * value:.2f}"


def _words(
    y: float, label: str, record: Mapping[str, Any], words: Mapping[str, Any], quiet: str, lines: int
) -> list[str]:
    """What a record is, and at the right, where need be on a line of its own, its estimate with the interval."""
    shown = cut(label, BESIDE if lines == 1 else ALONE)
    name = f"<g><title>{escape(label)}</title>{text(EDGE, y, shown)}</g>"
    none = record["estimate"] is None
    said = words["none"] if none else cells_of(record)[0]
    below = y + NEXT * (lines - 1)
    return [name, text(WIDTH - EDGE, below, said, colour=quiet if none else "", anchor="end")]


def _place(
    y: float,
    record: Mapping[str, Any],
    goal: float | None,
    line: str,
    quiet: str,
    paper: str,
    accent: str,
) -> list[str]:
    """The axis of a record with the goal, its interval and its estimate."""
    parts = [f'<line x1="{_x(0)}" y1="{y}" x2="{_x(1)}" y2="{y}" stroke="{line}"/>']
    if goal is not None:
        ends = f'x1="{_x(goal)}" y1="{y - 8}" x2="{_x(goal)}" y2="{y + 8}"'
        parts.append(f'<line class="goal" {ends} stroke="{quiet}" stroke-width="1.5"/>')
    if record["estimate"] is None:
        return parts
    if record["ci_low"] is not None:
        ends = f'x1="{_x(record["ci_low"])}" y1="{y}" x2="{_x(record["ci_high"])}" y2="{y}"'
        bar = 'stroke-opacity="0.5" stroke-width="5" stroke-linecap="round"'
        parts.append(f'<line class="interval" {ends} stroke="{accent}" {bar}/>')
    dot = f'cx="{_x(record["estimate"])}" cy="{y}" r="5" fill="{paper}" stroke="{accent}" stroke-width="2.5"'
    return [*parts, f"<circle {dot}/>"]
