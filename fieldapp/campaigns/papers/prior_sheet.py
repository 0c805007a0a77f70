"""报表一: year of birth (or age) × residence × earlier doses of the campaign's own antigen. Pure.

Every figure is a sum of one slice of the tallies; 合计 is the sum of what stands before it in the row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fieldapp.campaigns.counting.rules import LIVES
from fieldapp.campaigns.figures.indicators import Counts, total
from fieldapp.campaigns.papers.layout import ROW, Column, Row, Say
from fieldapp.records.standing import UNKNOWN

Cuts = Mapping[str, Counts]  # `2021|local|2` → counts: year of birth or age, residence, earlier doses
PRIOR = ("3", "2", "1", "0", UNKNOWN)


def counted(counts: Counts) -> bool:
    """Whether anybody stands in the sheet's figures: who was taken out of the target does not."""
    return bool(counts.target or counts.vaccinated)


def lives_of(cuts: Cuts) -> tuple[str, ...]:
    """The groups of columns: local and migrant, and unknown where it is anybody's."""
    seen = {cut.split("|")[1] for cut, counts in cuts.items() if counted(counts)}
    return tuple(lives for lives in LIVES if lives != UNKNOWN or UNKNOWN in seen)


def rows_of(cuts: Cuts, standard: Iterable[str]) -> list[str]:
    """The rows: the standard years or ages, every other that was counted, unknown last where it is anybody's."""
    seen = {cut.partition("|")[0] for cut, counts in cuts.items() if counted(counts)}
    return sorted({*standard, *seen}, key=lambda age: (age == UNKNOWN, age.zfill(4)))


def unknown_of(cuts: Cuts) -> dict[str, int]:
    """Children of the target with something unknown: `any`, and by what: `born`, `residence`, `prior`."""
    found = dict.fromkeys(("any", "born", "residence", "prior"), 0)
    for cut, counts in cuts.items():
        parts = cut.split("|")
        for name, part in zip(("born", "residence", "prior"), parts, strict=True):
            found[name] += counts.target if part == UNKNOWN else 0
        found["any"] += counts.target if UNKNOWN in parts else 0
    return found


def prior_columns(lives: Iterable[str], antigen: str, say: Say) -> tuple[Column, ...]:
    """The columns: for 应种 and 实种 the groups of residence by earlier doses, then 合计."""
    groups = {
        "local": say("本地", "Local"),
        "migrant": say("流动", "Migrant"),
        UNKNOWN: say("户籍不详", "Residence unknown"),
    }
    doses = {"3": "≥3", UNKNOWN: say("不详", "unknown")}
    tops = (
        say(f"应种人数（按既往{antigen}疫苗剂次）", f"Target, by earlier doses of {antigen} vaccine"),
        say(f"实种人数（按既往{antigen}疫苗剂次）", f"Dosed, by earlier doses of {antigen} vaccine"),
    )
    shown = list(lives)
    found = []
    for top, measure in zip(tops, ("target", "vaccinated"), strict=True):
        found += [
            Column((top, groups[one], doses.get(n, n)), f"age:{ROW}|{one}|{n} {measure}")
            for one in shown
            for n in PRIOR
        ]
        found.append(Column((top, say("合计", "Total")), f"age:{ROW} {measure}", wide=True))
    return tuple(found)


def prior_rows(cuts: Cuts, ages: Iterable[str], lives: Iterable[str], say: Say) -> tuple[Row, ...]:
    """The rows of the given years or ages, and their sum."""
    lives, rows, shown = tuple(lives), [], list(ages)
    for age in shown:
        rows.append(Row(_age(age, say), "place", _cells(cuts, (age,), lives), part=age))
    rows.append(Row(say("合计", "Total"), "total", _cells(cuts, shown, lives)))
    return tuple(rows)


def _cells(cuts: Cuts, ages: Iterable[str], lives: tuple[str, ...]) -> tuple[int, ...]:
    ages = tuple(ages)
    parts = [
        total(cuts.get(f"{age}|{one}|{prior}", Counts()) for age in ages) for one in lives for prior in PRIOR
    ]
    target, dosed = [part.target for part in parts], [part.vaccinated for part in parts]
    return (*target, sum(target), *dosed, sum(dosed))


def _age(age: str, say: Say) -> str:
    if age == UNKNOWN:
        return say("不详", "unknown")
    if len(age) == 4:
        return say(f"{age}年", age)
    return say(f"{age}岁", age)
