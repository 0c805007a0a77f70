"""The form of a campaign's plan, read: values, and what is wrong by field. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fieldapp.campaigns.plan.products import choosable, forms_of, is_oral_polio
from fieldapp.ground.parsing import plain, read_count, read_day
from fieldapp.records.code_words import FORMS, word

LONGEST = 200
MOPUP_DAYS = (
    14  # after a round's last day; a visit within them still counts in it, unless the plan says otherwise
)
COUNTS = {"min_age_days": 40_000, "min_age_months": 1200, "min_interval_days": 10_000, "planned": 10_000_000}
OLDEST, LATEST = "1900-01-01", "2100-12-31"
NEEDED = ("必须填写", "must be said")
NO_DAY = ("不是日期，请写成 20190305 或 2019-03-05", "is no day; write 20190305 or 2019-03-05")


@dataclass
class PlanForm:
    """`values` ready to be stored; `wrong` holds a sentence in both languages for each bad field."""

    values: dict[str, Any] = field(default_factory=dict)
    wrong: dict[str, tuple[str, str]] = field(default_factory=dict)


def read_plan(said: Mapping[str, str], areas: Iterable[str], kept: str | None = None) -> PlanForm:
    """Name, product, window, ages, goal, areas and ordering document; `kept` is the product the campaign has."""
    form = PlanForm()
    _text(form, said, "name", needed=True)
    for name in ("document_name", "document_no", "document_by"):
        _text(form, said, name)
    _choice(form, said, "product", choosable(kept))
    _form_of_product(form, said)
    _days(form, said, "born_from", "born_to")
    for name, high in COUNTS.items():
        _count(form, said, name, 0, high)
    _count(form, said, "goal", 1, 100, default=95)
    _count(form, said, "mopup_days", 0, 366, default=MOPUP_DAYS)
    oral_polio = is_oral_polio(form.values["product"])
    form.values["zero_dose_ipv_first"] = said.get("zero_dose_ipv_first") == "1" and oral_polio
    _door(form, said)
    form.values["areas"] = smallest_set(areas)
    if not form.values["areas"]:
        form.wrong["areas"] = ("至少选一个地区", "choose at least one area")
    return form


def read_round(said: Mapping[str, str]) -> PlanForm:
    """First and last day of a round."""
    form = PlanForm()
    _days(form, said, "first_day", "last_day")
    return form


def smallest_set(areas: Iterable[str]) -> list[str]:
    """The codes without those inside another one."""
    codes = {code for code in areas if code}
    return sorted(code for code in codes if not any(code != up and code.startswith(up) for up in codes))


def _text(form: PlanForm, said: Mapping[str, str], name: str, needed: bool = False) -> None:
    words = said.get(name, "").strip()
    form.values[name] = words or None
    if needed and not words:
        form.wrong[name] = NEEDED
    if len(words) > LONGEST:
        form.wrong[name] = (f"最多 {LONGEST} 个字", f"at most {LONGEST} characters")


def _choice(form: PlanForm, said: Mapping[str, str], name: str, codes: Iterable[str]) -> None:
    form.values[name] = said.get(name)
    if form.values[name] not in codes:
        form.wrong[name] = ("请选择一项", "choose one")


def _form_of_product(form: PlanForm, said: Mapping[str, str]) -> None:
    """The form said, if the product can have it; the only one there is, if none was said."""
    product, possible = form.values["product"], forms_of(form.values["product"])
    form.values["form"] = said.get("form") or (possible[0] if len(possible) == 1 else None)
    if not possible:
        return  # the product is what is wrong
    if form.values["form"] not in possible:
        zh, en = (" / ".join(word(FORMS, code, lang) for code in possible) for lang in ("zh", "en"))
        form.wrong["form"] = (f"{product} 只有{zh}，请改选", f"{product} comes as {en} only: choose that")


def _door(form: PlanForm, said: Mapping[str, str]) -> None:
    """An injection is given at a door only where the ordering document allows it; what is swallowed always may be."""
    injected = form.values["form"] == "injection"
    form.values["door_allowed"] = allowed = injected and said.get("door_allowed") == "1"
    if allowed and not (form.values["document_name"] or form.values["document_no"]):
        form.wrong["door_allowed"] = (
            "入户接种要有文件规定，请填写下达文件",
            "injections at the door need a document that allows them: name it",
        )


def _days(form: PlanForm, said: Mapping[str, str], first: str, last: str) -> None:
    for name in (first, last):
        form.values[name] = read_day(said.get(name, ""))
        if form.values[name] is not None and not OLDEST <= form.values[name] <= LATEST:
            form.wrong[name] = (f"应在 {OLDEST} 到 {LATEST} 之间", f"must lie between {OLDEST} and {LATEST}")
        elif form.values[name] is None:
            form.wrong[name] = NO_DAY if said.get(name, "").strip() else NEEDED
    if not form.wrong.keys() & {first, last} and form.values[first] > form.values[last]:
        form.wrong[last] = ("不能早于开始日期", "cannot be before the first day")


def _count(
    form: PlanForm, said: Mapping[str, str], name: str, low: int, high: int, default: int | None = None
) -> None:
    words = plain(said.get(name, ""))
    form.values[name] = read_count(words, low, high) if words else default
    if words and form.values[name] is None:
        form.wrong[name] = (f"应是 {low} 到 {high} 的整数", f"must be a whole number from {low} to {high}")
