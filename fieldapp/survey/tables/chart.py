"""A table of estimates as an SVG picture: point, interval, goal, number of children, design effect.

Takes records of `results` and gives text. The axis is always 0–100 %, nothing is clipped, and what
has no interval shows none. Labels in Chinese or English; the goal is named at its line. Colours are those of the
product's sheet where the caller hands them in; without them everything is drawn in the colour of the page around it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from unicodedata import east_asian_width
from xml.sax.saxutils import escape, quoteattr  # nosec B406

LETTER = 16
ROW, TOP, LEFT, AXIS, RIGHT = 32, 92, 304, 420, 396
WIDTH = LEFT + AXIS + RIGHT
LABEL_CELLS = 34
COLUMNS = (20, 200, 262)
PLAIN: Mapping[str, str] = {"paper": "none"}  # and all else as the page around it
FONT = "'Noto Sans CJK SC','Microsoft YaHei','PingFang SC','WenQuanYi Micro Hei',sans-serif"
WORDS: dict[str, dict[str, Any]] = {
    "zh": {
        "title": "接种率调查估计",
        "legend": "圆点：估计值；横线：{level}% 置信区间",
        "goal": "目标 {goal}",
        "tick": "竖线：目标 {goal}",
        "all": "全部",
        "head": ("估计值（区间）", "人数", "设计效应"),
        "none": "无法估计",
    },
    "en": {
        "title": "Survey estimates of coverage",
        "legend": "Dot: estimate; line: {level} % confidence interval",
        "goal": "goal {goal}",
        "tick": "upright: goal {goal}",
        "all": "all",
        "head": ("estimate (interval)", "n", "design effect"),
        "none": "no estimate",
    },
}


def percent(value: float) -> str:
    """A fraction as a percentage with one decimal, half up."""
    return f"{(Decimal(repr(value)) * 100).quantize(Decimal('0.1'), ROUND_HALF_UP)}%"


def chart(
    records: Sequence[Mapping[str, Any]],
    goal: float | None = None,
    language: str = "zh",
    level: float = 95,
    title: str | None = None,
    colours: Mapping[str, str] = PLAIN,
) -> str:
    """The picture of an estimate table, one line per record.

    Args:
        colours: `ink`, `ink-2`, `line`, `paper` and `accent`, as the sheet of colours names them.
    """
    words = WORDS[language]
    ink, quiet, line, paper, accent = (
        colours.get(name, "currentcolor") for name in ("ink", "ink-2", "line", "paper", "accent")
    )
    height = TOP + ROW * len(records) + 64
    whole = words["all"] if any(record["group"] for record in records) else ""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
        f'height="{height}" font-family="{FONT}" font-size="{LETTER}" fill="{ink}" role="img">',
        f"<title>{escape(title or words['title'])}</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="{paper}"/>',
        text(16, 30, title or words["title"], size=22, weight="bold"),
        *_columns(TOP - 12, words["head"], quiet),
        *_axis(len(records), line, quiet),
        *(_goal_line(goal, len(records), words, quiet) if goal is not None else []),
        *(
            part
            for row, record in enumerate(records)
            for part in _row(row, record, words | {"all": whole}, paper, quiet, accent)
        ),
        text(16, height - 14, words["legend"].format(level=f"{level:g}"), colour=quiet),
        "</svg>\n",
    ]
    return "\n".join(parts)


def _x(value: float) -> str:
    """Place of a fraction on the axis."""
    return f"{LEFT + AXIS * value:.2f}"


def _axis(rows: int, line: str, quiet: str) -> list[str]:
    bottom = TOP + ROW * rows
    parts = []
    for tenth in range(0, 11, 2):
        x = _x(tenth / 10)
        parts.append(f'<line x1="{x}" y1="{TOP}" x2="{x}" y2="{bottom}" stroke="{line}"/>')
        parts.append(text(float(x), bottom + 22, f"{tenth * 10}%", colour=quiet, anchor="middle"))
    return parts


def _goal_line(goal: float, rows: int, words: Mapping[str, Any], colour: str) -> list[str]:
    """The line, and above it what it is."""
    x = _x(goal)
    return [
        f'<line class="goal" x1="{x}" y1="{TOP - 6}" x2="{x}" y2="{TOP + ROW * rows}" '
        f'stroke="{colour}" stroke-width="1.5" stroke-dasharray="5 4"/>',
        text(float(x), TOP - 12, words["goal"].format(goal=percent(goal)), colour=colour, anchor="end"),
    ]


def _row(
    row: int, record: Mapping[str, Any], words: Mapping[str, Any], paper: str, quiet: str, accent: str
) -> list[str]:
    """Label, interval, point and figures of one record."""
    y = TOP + ROW * row + ROW / 2
    full = label_of(record, words)
    parts = [f"<g><title>{escape(full)}</title>{text(LEFT - 12, y + 6, cut(full), anchor='end')}</g>"]
    if record["estimate"] is None:
        return [*parts, *_columns(y + 6, (words["none"],), quiet)]
    if record["ci_low"] is not None:
        ends = f'x1="{_x(record["ci_low"])}" y1="{y}" x2="{_x(record["ci_high"])}" y2="{y}"'
        parts.append(
            f'<line class="interval" {ends} stroke="{accent}" stroke-opacity="0.5" stroke-width="5" '
            'stroke-linecap="round"/>'
        )
    parts.append(
        f'<circle cx="{_x(record["estimate"])}" cy="{y}" r="5" fill="{paper}" stroke="{accent}" stroke-width="2.5"/>'
    )
    return [*parts, *_columns(y + 6, cells_of(record))]


def label_of(record: Mapping[str, Any], words: Mapping[str, Any]) -> str:
    group = "，".join(f"{column} {value}".strip() for column, value in record["group"].items())
    whole = "" if record["group"] else words["all"]  # a grouping without a name says enough by its value
    return " · ".join(one for one in (record["outcome"], group or whole) if one)


def cells_of(record: Mapping[str, Any]) -> tuple[str, str, str]:
    """Estimate with interval, number of children, design effect."""
    said = percent(record["estimate"])
    if record["ci_low"] is not None:
        said += f" ({percent(record['ci_low'])[:-1]}–{percent(record['ci_high'])[:-1]})"
    return said, str(record["n"]), "–" if record["deff"] is None else f"{record['deff']:.1f}"


def _columns(y: float, cells: Sequence[str], colour: str = "") -> list[str]:
    """Cells at the right of the axis, in their columns."""
    return [
        text(LEFT + AXIS + place, y, cell, colour=colour) for place, cell in zip(COLUMNS, cells, strict=False)
    ]


def letters(words: str) -> int:
    """How many letters wide words are: Chinese characters are two wide."""
    return sum(2 if east_asian_width(one) in "WF" else 1 for one in words)


def cut(label: str, cells: int = LABEL_CELLS) -> str:
    """A label that fits: Chinese characters are two cells wide."""
    used = 0
    for place, character in enumerate(label):
        used += 2 if east_asian_width(character) in "WF" else 1
        if used > cells:
            return label[: place - 1] + "…"
    return label


def text(
    x: float,
    y: float,
    words: str,
    size: int = LETTER,
    weight: str = "normal",
    colour: str = "",
    anchor: str = "",
) -> str:
    extra = "".join(
        f" {name}={quoteattr(str(value))}"
        for name, value, usual in (
            ("font-size", size, LETTER),
            ("font-weight", weight, "normal"),
            ("fill", colour, ""),
            ("text-anchor", anchor, ""),
        )
        if value != usual
    )
    return f'<text x="{x:.2f}" y="{y:.2f}" xml:space="preserve"{extra}>{escape(words)}</text>'
