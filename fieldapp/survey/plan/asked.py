"""What the form of a survey asks, and what was typed into it as values."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any

from flask import request

from fieldapp.ground.problems import BadInput, Problem, Together
from fieldapp.ground.words import t
from fieldapp.schedule import packaged
from fieldapp.survey.plan.sizing import PRESETS, Preset, Size, Wanted, size_of
from fieldapp.web.forms import FIELDS, day, entered, number

RANGES: dict[str, tuple[type[int] | type[float], float, float]] = {
    "coverage": (float, 1, 99.9),
    "distance": (float, 0.5, 45),
    "alpha": (float, 0.1, 50),
    "power": (float, 50, 99.9),
    "children": (float, 1, 200),
    "icc": (float, 0, 1),
    "variation": (float, 0, 10),
    "strata": (int, 1, 100),
    "per_child": (float, 0.1, 1000),
    "nonresponse": (float, 0, 90),
}
FIELDS.update(
    {
        "coverage": ("接种率", "coverage"),
        "distance": ("误差或差距", "precision or distance"),
        "alpha": ("误判", "risk"),
        "power": ("把握", "power"),
        "children": ("每群人数", "children a cluster"),
        "icc": ("群内相关", "correlation in a cluster"),
        "variation": ("权重变异", "variation of the weights"),
        "strata": ("层", "strata"),
        "per_child": ("每名儿童要走的户数", "households per child"),
        "nonresponse": ("访不到的户", "households that do not answer"),
        "clusters": ("群数", "clusters"),
        "seed": ("随机数种子", "seed"),
        "largest": ("分段的大小", "largest segment"),
        "smallest": ("小村的大小", "smallest village"),
        "series": ("疫苗", "vaccines"),
        "households_per_cluster": ("每群户数", "households a cluster"),
    }
)
BEHIND = re.compile(r"[（(].*\Z")
FRAME_STRATA = {"one": ("不分层", "one stratum"), "township": ("每个乡镇一层", "each township a stratum")}


@dataclass(frozen=True)
class How:
    """How clusters are drawn: how many, from which seed (None: chosen), and which villages are joined or split."""

    clusters: int
    seed: int | None = None
    largest: int | None = None
    smallest: int | None = None


def how_typed() -> How:
    """The form of the draw.

    Raises:
        Problem: `not_right` where a village would be both too small and too large.
    """
    wrong = Together()
    clusters = wrong.read(number, "clusters", int, 2, 5000) or 30
    seed = wrong.read(number, "seed", int, 0, 10**9)
    largest, smallest = (wrong.read(number, one, int, 1, 10**6) for one in ("largest", "smallest"))
    if largest and smallest and smallest > largest:
        why = t("：小村的大小不能超过分段的大小", ": no village is too small and too large at once")
        wrong.add("not_right", "smallest", why=why)
    wrong.end()
    return How(clusters, seed, largest, smallest)


@dataclass(frozen=True)
class Plan:
    """A survey as its form says it."""

    name: str
    area: str
    kind: str
    born_from: str
    born_to: str
    series: tuple[str, ...]
    goal: int
    households: str
    per_household: str
    households_per_cluster: int | None
    first_day: str
    last_day: str
    campaign: str | None
    clusters: int | None
    wanted: Wanted


def wanted_typed(before: Wanted) -> Wanted:
    """What is wanted of a survey's size, from the form or the address; what is empty is as `before`.

    Raises:
        Problem: `no_number`.
    """
    said, wrong = dict[str, Any](), Together()
    for name, (kind, low, high) in RANGES.items():
        if text := request.values.get(name, "").strip().replace(",", ""):
            said[name] = wrong.read(_number_in, name, text, kind, low, high)
    wrong.end()
    purpose = request.values.get("purpose", "")
    return replace(before, **said, **({"purpose": purpose} if purpose else {}))


def _number_in(name: str, text: str, kind: type[int] | type[float], low: float, high: float) -> Any:
    try:
        value = kind(text)
        if low <= value <= high:
            return value
    except ValueError:
        pass
    raise Problem("no_number", field=name, low=f"{low:g}", high=f"{high:g}")


def sized(wanted: Wanted) -> Size:
    """The size, a refusal said at the figures.

    Raises:
        Problem: `not_right`.
    """
    try:
        return size_of(wanted)
    except BadInput:
        why = t(
            "和目标放在一起算不出来，请换一个",
            "cannot be worked out together with the coverage: choose another",
        )
        raise Problem("not_right", field="distance", why=why) from None


def all_series() -> list[tuple[str, str]]:
    """The series of the schedule, each with what it is called."""
    return [(code, t(*words)) for code, words in series_words().items()]


def series_words() -> dict[str, tuple[str, str]]:
    """What each series is called, Chinese and English."""
    said = packaged().words["series"]
    return {
        code: (BEHIND.sub("", one["zh"]).strip(), BEHIND.sub("", one["en"]).strip())
        for code, one in said.items()
    }


def preset_of(name: str) -> Preset:
    """A preset; the usual one where there is none of that name."""
    return PRESETS.get(name, PRESETS["30x7"])


def window(preset: Preset, first_day: date) -> tuple[str, str]:
    """The births of an age in completed months on the first day."""
    low, high = preset.months
    return _months_before(first_day, high, 1), _months_before(first_day, low, 0)


def _months_before(on: date, months: int, later: int) -> str:
    number_ = on.year * 12 + on.month - 1 - months
    year, month = divmod(number_, 12)
    day_ = min(on.day, [31, 29 if year % 4 == 0 else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month])
    return date.fromordinal(date(year, month + 1, day_).toordinal() + later).isoformat()


def plan_typed(preset: Preset) -> Plan:
    """The whole form.

    Raises:
        Problem: `bad_request`, `no_day`, `no_number`, `not_right`.
    """
    wrong = Together()
    name, area = (wrong.read(entered, one, needed=True) or "" for one in ("name", "area"))
    days = {one: str(wrong.read(day, one) or "") for one in ("first_day", "last_day", "born_from", "born_to")}
    _in_order(days, wrong)
    series = tuple(one for one, _words in all_series() if one in request.form.getlist("series"))
    if not series:
        wrong.add("bad_request", "series")
    plan = Plan(
        name=name[:50],
        area=area,
        kind=preset.kind,
        series=series,
        goal=wrong.read(number, "goal", int, 1, 100) or 90,
        households=entered("households") or "walk",
        per_household=entered("per_household") or "one",
        households_per_cluster=wrong.read(number, "households_per_cluster", int, 1, 10_000),
        campaign=entered("campaign") or None,
        clusters=wrong.read(number, "clusters", int, 2, 5000),
        wanted=wrong.read(wanted_typed, preset.wanted) or preset.wanted,
        **days,
    )
    wrong.end()
    return plan


def _in_order(days: dict[str, str], wrong: Together) -> None:
    for first, last in (("first_day", "last_day"), ("born_from", "born_to")):
        if days[last] and days[first] > days[last]:
            wrong.add("not_right", last, why=t("不能早于开始", "cannot be before the first day"))


def design_said(plan: Plan, size: Size, preset: Preset) -> dict[str, Any]:
    """What is kept of how a survey's size came about."""
    clusters = plan.clusters or preset.clusters or size.plan.clusters
    return {
        "preset": preset.name,
        "wanted": asdict(plan.wanted),
        "clusters": clusters,
        "plan": asdict(size.plan),
    }


def wanted_kept(said: dict[str, Any]) -> Wanted:
    """What was wanted, as it is kept."""
    names = {one.name for one in fields(Wanted)}
    return Wanted(**{name: value for name, value in said.get("wanted", {}).items() if name in names})
