"""A cell of a round's pages and papers, written down: where, which slice, which measure. Pure.

`430921103 born:2021|local short` is 还差 among the local children born in 2021 of one township. One and the same sum,
`weigh`, gives the figure from tallies and says whether one child is behind it, so the two cannot differ.
The notation: docs/indicators.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from fieldapp.campaigns.counting.rules import LIVES
from fieldapp.campaigns.figures.indicators import SUMS
from fieldapp.ground.problems import Problem
from fieldapp.records.standing import UNKNOWN

Row = tuple[str, str, int]  # slice, measure, n
Term = tuple[int, str, tuple[str, ...], str]  # sign, kind of slice, pattern of each part, kept measure
AREA = re.compile(r"(?:\d{2}|\d{4}|\d{6}|\d{9}|\d{12})\Z", re.ASCII)
DAY, YEAR, AGE = (
    re.compile(rf"(?:{p})\Z", re.ASCII) for p in (r"\d{4}-\d\d-\d\d", r"\d{4}|unknown", r"\d{1,4}|unknown")
)
ANY = "*"
SPECIAL = frozenset(" %,|*!\"'\\`$&;<>")

KEPT = (
    "registered",
    "found",
    "removed",
    "vaccinated",
    "elsewhere",
    "registered_before",
    "registered_before_dosed",
    "zero_dose",
)
USUAL = (*KEPT, *SUMS)
MEASURES: dict[str, tuple[str, str]] = {
    "in_round": ("本轮儿童", "children of the round"),
    "registered": ("登记（摸底应服）", "registered"),
    "found": ("现场新增", "found on the day"),
    "removed": ("不应服", "removed"),
    "target": ("应服", "target"),
    "vaccinated": ("实服", "dosed here"),
    "elsewhere": ("他处已种", "dosed elsewhere"),
    "with_elsewhere": ("实服和他处已种", "dosed here or elsewhere"),
    "short": ("还差（未服）", "still to dose"),
    "registered_before": ("轮次前登记", "registered before the round"),
    "registered_before_dosed": ("轮次前登记的已服", "registered before the round, dosed"),
    "zero_dose": ("首次接种（0剂次）", "first dose ever"),
    "waiting": ("缺出生日期", "without a birth date"),
    "missed": ("去过未服", "visited, not dosed"),
    "no_reason": ("没登记未服原因", "no reason recorded"),
    "left_out": ("有记录不计入本轮，待定", "a record not counted, undecided"),
}

# Each indicator's numerator and denominator as cells, where they are the children of the place shown.
FIGURES: dict[str, tuple[str, str]] = {
    "registered_coverage": ("all registered_before_dosed", "all registered_before"),
    "round_coverage": ("all vaccinated", "all target"),
    "round_coverage_with_elsewhere": ("all with_elsewhere", "all target"),
    "plan_completion": ("all vaccinated", ""),
    "found_share": ("all found", "all in_round"),
    "dosed_over_registered": ("all vaccinated", "all registered_before"),
    "zero_dose_share": ("all zero_dose", "all vaccinated"),
}


def _word(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: bool(pattern.match(text))


def _one_of(*words: str) -> Callable[[str], bool]:
    return lambda text: text in words


def _anything(text: str) -> bool:
    return bool(text)


LIFE, PRIOR = _one_of(*LIVES), _one_of("0", "1", "2", "3", UNKNOWN)
SLICES: dict[str, tuple[tuple[Callable[[str], bool], ...], tuple[str, ...]]] = {
    "all": ((), (*USUAL, "waiting", "missed", "no_reason", "left_out")),
    "age": ((_word(AGE), LIFE, PRIOR), USUAL),
    "first": ((_word(AGE), LIFE, PRIOR), USUAL),
    "born": ((_word(YEAR), LIFE, PRIOR), USUAL),
    "mobile_age": ((_word(AGE), LIFE, PRIOR), USUAL),
    "mobile_born": ((_word(YEAR), LIFE, PRIOR), USUAL),
    "day": ((_word(DAY),), USUAL),
    "mode": (
        (_one_of("post", "door", "mobile", "school", "clinic", UNKNOWN),),
        (*USUAL, "missed", "no_reason"),
    ),
    "worker": ((_anything,), USUAL),
    "removed": ((_one_of("moved", "died", "age", "not_eligible"),), ("removed",)),
    "outcome": ((_anything,), ("missed",)),
    "reason": ((_anything,), ("missed",)),
    "mobile_reason": ((_anything,), ("missed",)),
    "left_out": ((_one_of("day", "product"),), ("left_out",)),
}


@dataclass(frozen=True)
class Cell:
    """One cell: a slice's kind, a pattern for each of its parts (trailing `*` left out), and a measure."""

    kind: str
    parts: tuple[str, ...]
    measure: str

    def __str__(self) -> str:
        return f"{self.slice} {self.measure}"

    @property
    def slice(self) -> str:
        """The slice as it is written."""
        return self.kind + (":" + "|".join(self.parts or (ANY,)) if self.kind != "all" else "")

    def terms(self) -> list[Term]:
        """The kept counts it is the sum of."""
        return list(_terms(self.kind, self.parts, self.measure))


def _terms(kind: str, parts: tuple[str, ...], measure: str) -> Iterator[Term]:
    if measure == "no_reason":
        yield from _terms(kind, parts, "short")
        yield from _less(_terms(kind, parts, "missed"))
    elif kind == "mode" and parts == (UNKNOWN,):  # nobody is tallied under a mode that was not said
        yield from _terms("all", (), measure)
        yield from _less(_terms("mode", (), measure))
    elif measure == "missed" and kind in ("all", "mode"):
        yield 1, "outcome" if kind == "all" else "mobile_reason", (), measure
    elif measure == "left_out":
        yield 1, "left_out", parts, measure
    else:
        for name, sign in SUMS.get(measure, {measure: 1}).items():
            yield sign, kind, parts, name


def _less(terms: Iterable[Term]) -> Iterator[Term]:
    return ((-sign, kind, parts, name) for sign, kind, parts, name in terms)


def weigh(terms: Iterable[Term], rows: Iterable[Row]) -> int:
    """The sum of a cell over tally rows; over what one child counts for, 1 where it is behind the cell, else 0."""
    rows = list(rows)
    return sum(
        term[0] * n for term in terms for cut, name, n in rows if name == term[3] and _takes(term, cut)
    )


def _takes(term: Term, cut: str) -> bool:
    _sign, kind, patterns, _name = term
    own, _, rest = cut.partition(":")
    if own != kind:
        return False
    parts = rest.split("|") if len(SLICES[own][0]) > 1 else [rest]
    return all(map(fits, patterns, parts))


def fits(pattern: str, part: str) -> bool:
    """Whether a part of a slice is one of `a,b`, none of `!a,b`, or anything (`*`)."""
    if pattern == ANY:
        return True
    among = part in map(unquote, pattern.removeprefix("!").split(","))
    return among != pattern.startswith("!")


def written(part: str) -> str:
    """A part of a slice (a reason may be any text) as the notation has it: special characters as `%2C`."""
    return "".join(_escaped(one) if one in SPECIAL or not one.isprintable() else one for one in part)


def _escaped(letter: str) -> str:
    return "".join(f"%{byte:02X}" for byte in letter.encode("utf-8", "surrogatepass"))


def read_area_and_cell(words: str) -> tuple[str, Cell]:
    """`430921103 age:3|local target`: an area's code, then a cell as `read_cell` has it.

    Raises:
        Problem: `unknown_cell`, naming the part that is wrong.
    """
    area, _, rest = words.strip().partition(" ")
    if not AREA.match(area):
        raise _wrong(area, "地区代码", "a code of an area")
    return area, read_cell(rest)


def read_cell(words: str) -> Cell:
    """`all vaccinated`, `born:2021|local|0 target`, `reason:refused missed`, `age:*|migrant short`.

    Raises:
        Problem: `unknown_cell`, naming the part that is wrong.
    """
    cut, _, measure = words.strip().partition(" ")
    kind, _, rest = cut.partition(":")
    measure = measure.strip()
    if kind not in SLICES or (kind == "all" and rest):
        raise _wrong(cut or words, "一个分组", "a slice")
    parts = _parts(kind, rest)
    if measure not in SLICES[kind][1] or (
        kind == "mode" and measure in ("missed", "no_reason") and parts != ("mobile",)
    ):
        raise _wrong(measure, f"“{cut}”有的指标", f"a measure of {cut}")
    return Cell(kind, parts, measure)


def _parts(kind: str, rest: str) -> tuple[str, ...]:
    checks = SLICES[kind][0]
    parts = rest.split("|") if rest else []
    if len(parts) > len(checks):
        raise _wrong(rest, f"“{kind}”的分组", f"a slice of {kind}")
    for part, check in zip(parts, checks, strict=False):
        names = part.removeprefix("!").split(",")
        if part != ANY and not all(check(unquote(name)) for name in names):
            raise _wrong(part, f"“{kind}”的分组", f"a slice of {kind}")
        if kind == "mode" and UNKNOWN in names and part != UNKNOWN:
            raise _wrong(part, f"“{kind}”的分组", f"a slice of {kind}")
    while parts and parts[-1] == ANY:
        parts.pop()
    return tuple(parts)


def _wrong(said: str, zh: str, en: str) -> Problem:
    return Problem("unknown_cell", said=said[:60], zh=zh, en=en)


KIND_WORDS = {
    "day": ("", ""),
    "worker": ("", ""),
    "outcome": ("未服", "missed: "),
    "reason": ("未服原因：", "reason: "),
    "mobile_reason": ("流动队，未服原因：", "mobile team, reason: "),
    "removed": ("不应服：", "removed: "),
    "left_out": ("不计入：", "left out: "),
    "mobile_age": ("流动队", "mobile team"),
    "mobile_born": ("流动队", "mobile team"),
}


def cell_words(cell: Cell, word: Callable[[str, str], str], language: str) -> str:
    """A cell as a heading: `还差 · 3岁 · 本地`.

    Args:
        word: what a code of a kind of slice is called (`reason`, `worker`, `mode` …).
    """
    place = 0 if language == "zh" else 1
    said = [MEASURES[cell.measure][place], *_part_words(cell, word, place)]
    return " · ".join(one for one in said if one)


def _part_words(cell: Cell, word: Callable[[str, str], str], place: int) -> Iterator[str]:
    kinds = ("age", "lives", "prior") if len(SLICES[cell.kind][0]) > 1 else (cell.kind,)
    before = KIND_WORDS.get(cell.kind, ("", ""))[place]
    if before and len(kinds) > 1:
        yield before
        before = ""
    if cell.kind in ("born", "mobile_born"):
        kinds = ("born", "lives", "prior")
    for kind, part in zip(kinds, cell.parts, strict=False):
        if part != ANY:
            names = [word(kind, unquote(one)) for one in part.removeprefix("!").split(",")]
            joined = ("、", ", ")[place].join(names)
            yield before + (("除", "not ")[place] if part.startswith("!") else "") + joined
