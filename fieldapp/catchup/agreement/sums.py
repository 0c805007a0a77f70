"""Agreement counted: children and doses, for each pair of sources and for all three; and as a paper. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from fieldapp.catchup.agreement.comparing import CARD, CERTIFICATE, PAIRS, REGISTER, Compared
from fieldapp.catchup.tables.sheet import Cell, Column, Line, Paper, Part, Rate, Words

TITLE = ("卡证相符核对表", "Agreement of card, certificate and register")
PAIR_NAMES: Mapping[str, Words] = {
    "papers": ("卡证相符", "card and certificate"),
    "certificate": ("证和客户端", "certificate and register"),
    "card": ("卡和客户端", "card and register"),
    "all": ("三者一致", "all three"),
}
SOURCE_NAMES: Mapping[str, Words] = {
    REGISTER: ("客户端", "register"),
    CERTIFICATE: ("接种证", "certificate"),
    CARD: ("接种卡", "card"),
}
NOTES: Sequence[Words] = (
    (
        "人：比的几样都看过的儿童，每剂疫苗、日期都一样的算相符；剂次：比的几样里至少一样有的剂次，几样都有、疫苗和日期都一样的算相符。",
        "Children: of whom the sources compared were all looked at; they agree where every dose has the same"
        " vaccine and day. Doses: what at least one of them has; it agrees where all have it, of one vaccine and day.",
    ),
    (
        "没看的不算不相符；看证、看卡那天以后种的，名单截至日以后种的，不拿来比。日期看不清算不相符。",
        "What was not looked at does not differ; doses given after a paper was looked at, or after the last day of the"
        " register, are not compared. A day that cannot be read differs.",
    ),
)
Counts = Counter[str]


def counts_of(children: Iterable[Compared]) -> Counts:
    """How many children, how many of each source were looked at, and of each pair children and doses, those that agree
    and all."""
    found: Counts = Counter()
    for one in children:
        found["children"] += 1
        for source in one.looked_at():
            found[source] += 1
        for pair, sources in PAIRS.items():
            agrees = one.agrees(sources)
            if agrees is not None:
                doses, differ = one.counted(sources), one.differing(sources)
                found[f"{pair}:children"] += 1
                found[f"{pair}:children:same"] += agrees
                found[f"{pair}:doses"] += len(doses)
                found[f"{pair}:doses:same"] += len(doses) - len(differ)
    return found


def rate(counts: Counts, pair: str, of: str) -> Rate:
    """The rate of a pair, of `children` or `doses`."""
    return Rate(counts[f"{pair}:{of}:same"], counts[f"{pair}:{of}"])


def _columns() -> list[Column]:
    first: list[Words] = [("应核对", "to look at")]
    first += [(f"看了{SOURCE_NAMES[one][0]}", f"{SOURCE_NAMES[one][1]} seen") for one in (CERTIFICATE, CARD)]
    first += [("客户端有档", "in register")]
    found = [Column([words]) for words in first]
    for pair in PAIRS:
        for of in (("人", "children"), ("剂次", "doses")):
            for last in (("相符", "agree"), ("核对", "compared"), ("率 %", "rate, %")):
                found.append(Column([PAIR_NAMES[pair], of, last]))
    return found


def _cells(counts: Counts) -> list[Cell]:
    found: list[Cell] = [counts[one] for one in ("children", CERTIFICATE, CARD, REGISTER)]
    for pair in PAIRS:
        for of in ("children", "doses"):
            one = rate(counts, pair, of)
            found += [one.n, one.of, one]
    return found


def paper_of(
    facts: Sequence[Words],
    corner: Words,
    lines: Sequence[tuple[str, Words, Counts]],
    whole: tuple[Words, Counts],
) -> Paper:
    """The table: a line a unit (code, name, counts), and the whole below."""
    body = [Line(name, _cells(counts), code=code) for code, name, counts in lines]
    body.append(Line(whole[0], _cells(whole[1]), bold=True))
    return Paper(TITLE, facts, [Part(("", ""), corner, _columns(), body)], NOTES)
