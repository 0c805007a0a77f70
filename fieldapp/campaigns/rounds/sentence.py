"""The sentence a round's page begins with: how many children are still to dose, and in which few villages most of them
are. Pure: counts in, words out, 中文 and English beside each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from fieldapp.campaigns.figures.indicators import Counts
from fieldapp.campaigns.states import CLOSED, COMING, DRAFT, PAST

NAMED = 3  # villages or fewer are named, more are counted
MOSTLY = 65  # per cent of all from which on the villages hold most of them, not half
Pair = tuple[str, str]


class Lacking(NamedTuple):
    """A village, its township, how many of its children are still to dose, and its code."""

    village: str
    township: str
    short: int
    code: str = ""


@dataclass(frozen=True)
class Sentence:
    """A sentence around the number it is about and the places it names, so that both can lead on.

    Args:
        number: None where it has none.
        where: the places it names, in words; empty where it names none.
        codes: the villages that those are.
    """

    before: str
    number: int | None = None
    after: str = ""
    where: str = ""
    end: str = ""
    codes: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.before}{'' if self.number is None else self.number}{self.after}{self.where}{self.end}"


class Where(NamedTuple):
    """Where children are: words before the places, the places, the codes of their villages."""

    lead: str
    places: str
    codes: tuple[str, ...] = ()


def sentence(
    stage_: str,
    first_day: str,
    counts: Counts,
    lacking: Iterable[Lacking],
    on: date,
    language: str = "zh",
    missed: int | None = None,
    unheard: str = "",
) -> Sentence:
    """What a round's page begins with.

    Args:
        stage_: as `states.stage` says it.
        first_day: the round's, ISO.
        counts: of all the page shows.
        lacking: its villages; those with nobody to dose are left out here.
        on: the day it is read, so that a day of another year is said with its year.
        missed: of a village's own page, how many of its children were visited in vain; None elsewhere.
        unheard: of a village from which nothing is heard, what is said of children of whom no record has come.
    """
    zh = language == "zh"
    if stage_ == DRAFT:
        return Sentence("还在筹备，启动后才计数。" if zh else "A draft: counting begins when it is opened.")
    if stage_ == COMING:
        return Sentence(_of(_coming(first_day, counts.target, on), zh))
    if counts.target <= 0:
        return Sentence("名单上还没有孩子。" if zh else "No child is on the list yet.")
    opening = _of(OPENING.get(stage_, ("", "")), zh)
    if counts.short <= 0:
        before = "还差" if zh else "still to dose: " if opening else "Still to dose: "
        return Sentence(opening + before, 0, _of(_all_done(counts), zh))
    where = _where(lacking, zh)
    if missed is not None:
        where = Where(of_village(counts.short, missed, language, unheard), "")
    comma, stop = ("，", "。") if zh else (", ", ".")
    lead = (comma if where.lead or where.places else "") + where.lead
    children = "个" if zh else " child still to dose" if counts.short == 1 else " children still to dose"
    before = f"{opening}还差" if zh else opening
    return Sentence(before, counts.short, children + lead, where.places, stop, where.codes)


OPENING: dict[str, Pair] = {
    PAST: ("过了最后一天，", "Past the last day, "),
    CLOSED: ("已经结束，", "Closed, "),
}


def of_village(short: int, missed: int, language: str = "zh", unheard: str = "") -> str:
    """What is still to do in one village: who was not visited, and whom to come back to; empty where nothing is.

    Args:
        short: children still to dose.
        missed: those of them who were visited in vain.
        unheard: said instead of "not visited" where that is not known: the phone there has sent nothing
            (`silence.no_record`).
    """
    zh, missed = language == "zh", min(max(missed, 0), max(short, 0))
    unseen = max(short, 0) - missed
    if not short:
        return ""
    if not missed:
        return unheard or ("都还没去过" if zh else "not visited yet")
    if not unseen:
        return "都去过了，要再去" if zh else "all visited, to come back to"
    if zh:
        return f"{unseen}个{unheard or '还没去过'}，{missed}个要再去"
    return f"{unseen} {unheard or 'not visited yet'}, {missed} to come back to"


def _of(pair: Pair, zh: bool) -> str:
    return pair[0 if zh else 1]


def _coming(first_day: str, target: int, on: date) -> Pair:
    day = date.fromisoformat(first_day)
    year = f"{day.year}年" if day.year != on.year else ""
    zh = f"{year}{day.month}月{day.day}日开始，"
    if not target:
        return zh + "名单上还没有孩子。", f"Begins on {first_day}; no child is on the list yet."
    listed = "1 child is" if target == 1 else f"{target} children are"
    return f"{zh}名单上有{target}个孩子。", f"Begins on {first_day}; {listed} on the list."


def _all_done(counts: Counts) -> Pair:
    elsewhere = f"，其中{counts.elsewhere}个在别处" if counts.elsewhere else ""
    away = f", {counts.elsewhere} of them elsewhere" if counts.elsewhere else ""
    target = "The one child" if counts.target == 1 else f"All {counts.target} children"
    is_are = "is" if counts.target == 1 else "are"
    return (
        f"个，应服的{counts.target}个{'都' if counts.target > 1 else ''}已服{elsewhere}。",
        f". {target} of the target {is_are} dosed{away}.",
    )


def _where(lacking: Iterable[Lacking], zh: bool) -> Where:
    """Where they are: in one village, in two or three that are named, or half of them in so many."""
    every = sorted((one for one in lacking if one.short > 0), key=lambda one: (-one.short, one.code))
    several = len({one.township for one in every}) > 1
    total = sum(one.short for one in every)
    if not total:
        return Where("", "")
    if len(every) <= NAMED:
        return _in(every, several, zh, _all(total, len(every), zh))
    few = _holding_half(every, total)
    if 2 * len(few) >= len(every):
        spread = "分散在" if zh else "spread over "
        return Where(spread, _counted(every, several, zh), tuple(one.code for one in every))
    held = 100 * sum(one.short for one in few)
    share = ("大半", "most of them") if held >= MOSTLY * total else ("一半", "half of them")
    return _in(few, several, zh, _of(share, zh))


def _all(total: int, villages: int, zh: bool) -> str:
    if zh:
        return "" if villages > 1 or total == 1 else "都"
    return "" if villages > 1 or total == 1 else "all of them"


def _holding_half(every: Sequence[Lacking], total: int) -> list[Lacking]:
    """The fewest villages that hold half of the children; `every` in order, the most first."""
    few: list[Lacking] = []
    while 2 * sum(one.short for one in few) < total:
        few.append(every[len(few)])
    return few


def _in(some: Sequence[Lacking], several: bool, zh: bool, share: str) -> Where:
    places = _named(some, several, zh) if len(some) <= NAMED else _counted(some, several, zh)
    lead = f"{share}在" if zh else f"{share} in ".lstrip()
    return Where(lead, places, tuple(one.code for one in some))


def _named(some: Sequence[Lacking], several: bool, zh: bool) -> str:
    """Villages by name, each with its township where the page shows several."""
    if zh:
        names = [one.township * several + one.village for one in some]
        return "、".join(names[:-1]) + "和" * (len(names) > 1) + names[-1]
    names = [one.village + f" ({one.township})" * several for one in some]
    return ", ".join(names[:-1]) + " and " * (len(names) > 1) + names[-1]


def _counted(some: Sequence[Lacking], several: bool, zh: bool) -> str:
    """Villages by number, with that of their townships where the page shows several; one township is named."""
    towns = list(dict.fromkeys(one.township for one in some))
    if zh:
        within = "" if not several else f"{len(towns)}个乡镇的" if len(towns) > 1 else f"{towns[0]}的"
        return f"{within}{len(some)}个村"
    villages = f"{len(some)} villages"
    if not several:
        return villages
    return f"{villages} of " + (f"{len(towns)} townships" if len(towns) > 1 else towns[0])
