"""The operating characteristic of a lot's rule as a picture: how often a lot passes at each true coverage. Pure."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr  # nosec B406

from fieldapp.survey.stats.lots import accept_probability

LEFT, TOP, HIGH, RIGHT = 64.0, 24.0, 260.0, 24.0
WIDE, NARROW = 560.0, 252.0  # of the curve on a desk, and on a telephone
LOW, HIGH_PERCENT = 70, 100
SPREAD = 0.05  # between clusters, as far as the coverage lets them vary; seen in the field: .12–.23
Point = tuple[float, float]


def points(n: int, most: int, each: int, spread: float) -> list[Point]:
    """Coverage in per cent and the chance to pass, from 70 to 100 %."""
    found = []
    for percent in range(LOW, HIGH_PERCENT + 1):
        coverage = percent / 100
        room = (coverage * (1 - coverage)) ** 0.5
        sd = spread if spread and spread < 0.95 * room else 0.0
        found.append((float(percent), accept_probability(n, most, coverage, each, sd)))
    return found


def drawn(
    n: int, most: int, each: int, seen: float | None, words: tuple[str, str, str, str], wide: float = WIDE
) -> str:
    """The curve, plain and where clusters differ; `seen`: the share dosed in this lot, marked.

    words: what the picture is called, its two axes, and what the mark says.
    """
    title, across, up, mark = words
    lines = [points(n, most, each, 0.0), points(n, most, each, SPREAD)]
    paths = "".join(
        f'<path class="curve{" dashed" if place else ""}" d="M{"L".join(_at(one, wide) for one in line)}"/>'
        for place, line in enumerate(lines)
    )
    marked = _marked(max(seen * 100, LOW), mark, wide) if seen is not None else ""
    size = f'viewBox="0 0 {LEFT + wide + RIGHT:.0f} {TOP + HIGH + 64:.0f}"'
    kind = "curve" if wide == WIDE else "curve narrow"
    head = f'<svg class="{kind}" {size} role="img" aria-label={quoteattr(title)}>'
    return f"{head}{_axes(across, up, wide)}{paths}{marked}</svg>"


def _at(point: Point, wide: float) -> str:
    x = LEFT + (point[0] - LOW) / (HIGH_PERCENT - LOW) * wide
    return f"{x:.1f} {TOP + (1 - point[1]) * HIGH:.1f}"


def _axes(across: str, up: str, wide: float) -> str:
    rows = "".join(
        f'<path class="grid" d="M{LEFT} {TOP + (1 - share / 4) * HIGH}h{wide}"/>'
        f'<text x="{LEFT - 8}" y="{TOP + (1 - share / 4) * HIGH + 5}" text-anchor="end">{share * 25}%</text>'
        for share in range(5)
    )
    columns = "".join(
        f'<text x="{_at((percent, 0.0), wide).split()[0]}" y="{TOP + HIGH + 22}" text-anchor="middle">{percent}%</text>'
        for percent in range(LOW, HIGH_PERCENT + 1, 5 if wide == WIDE else 10)
    )
    middle = f'<text x="{LEFT + wide / 2}" y="{TOP + HIGH + 48}" text-anchor="middle">{escape(across)}</text>'
    return f'{rows}{columns}{middle}<text x="0" y="14">{escape(up)}</text>'


def _marked(percent: float, words: str, wide: float) -> str:
    x = _at((percent, 0.0), wide).split()[0]
    end = "end" if percent > 85 else "start"
    return (
        f'<path class="mark" d="M{x} {TOP}v{HIGH}"/>'
        f'<text x="{x}" y="{TOP + 16}" dx="{-6 if end == "end" else 6}" text-anchor="{end}">{escape(words)}</text>'
    )
