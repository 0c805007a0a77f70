"""The lists of a campaign: which children stand on which, and in what order. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fieldapp.catchup.gaps.missing import Missing
from fieldapp.catchup.plan.needed import Asker
from fieldapp.catchup.plan.plan import MIGRANT, months_old
from fieldapp.catchup.tables.figures import Story, reason_of, vaccine_of

SETTLED_MONTHS = 3  # here so long a migrant child gets a permanent file
LISTS = {
    "open": ("还没补完", "still to do"),
    "done": ("补完了", "complete"),
    "zero": ("脊灰0剂次", "no polio dose"),
    "late": ("快过最大年龄", "nearly too old"),
    "papers": ("无证或无卡", "no certificate or card"),
    "settled": ("来了满3个月", "here for 3 months"),
    "born": ("当月新生儿", "born this month"),
    "unknown": ("没有接种记录", "nothing recorded"),
    "gone": ("搬走、外出", "moved or away"),
}
WHY = {
    "late": (
        "60天以内再不种就过了年龄，按最后一天排。",
        "Within 60 days their dose is too late; by its last day.",
    ),
    "settled": (
        "流动儿童住满3个月，要建档、建证；不到3个月的只补种。",
        "Migrant children here for three months get a file and certificate; before that the doses alone.",
    ),
    "unknown": ("先问接种单位，没有按缺种算。", "Ask the clinic first; they are not reckoned as gaps."),
}


@dataclass(frozen=True)
class Listed:
    """A child on a list: what is still open, the last day of the first of it that runs out, and why it is open."""

    story: Story
    open: Sequence[Missing]
    last: tuple[Missing, str] | None
    reason: str

    def now(self, on: str) -> list[Missing]:
        """What may be given on a day."""
        return [one for one in self.open if one.may_be_given(on)]

    def waits(self, on: str) -> list[Missing]:
        """What has to wait for a day or for something else."""
        return [one for one in self.open if not one.may_be_given(on)]


def on_list(story: Story, name: str, asker: Asker) -> bool:
    """Whether a child stands on a list."""
    case, fields = story.case, story.case.child.fields
    open_ = case.short and not case.done
    if name == "open":
        return open_
    if name == "done":
        return case.done
    if name == "zero":
        return case.zero
    if name == "papers":
        return not fields.get("card_no") or not fields.get("certificate_no")
    if name == "settled":
        return case.residence == MIGRANT and _settled(fields.get("since"), asker.on)
    if name == "born":
        return str(fields["born"])[:7] == asker.on[:7]
    if name == "unknown":
        return case.unknown
    if name == "gone":
        return fields.get("status") in ("moved", "died", "away")
    return open_  # `late` is narrowed when the last days are known


def _settled(since: str | None, on: str) -> bool:
    return bool(since) and months_old(str(since), on) >= SETTLED_MONTHS


def listed(story: Story, asker: Asker) -> Listed:
    """A child as a list has it."""
    days = [(one, last) for one in story.case.open if (last := asker.last_day(story.case, one)) is not None]
    soonest = min(days, key=lambda pair: pair[1], default=None)
    open_ = story.case.short and not story.case.done
    return Listed(story, story.case.open, soonest, reason_of(story) if open_ else "")


def choose(stories: Sequence[Story], name: str, vaccine: str, asker: Asker) -> list[Listed]:
    """The children of a list, of one vaccine where it is asked for: by village, group, door and name; those that are
    nearly too old by their last day."""
    found = [listed(story, asker) for story in stories if on_list(story, name, asker)]
    found = [
        one for one in found if not vaccine or vaccine in {vaccine_of(gap) for gap in one.story.case.needed}
    ]
    if name == "late":
        return sorted((one for one in found if one.last), key=lambda one: (one.last or (None, ""))[1])
    return sorted(found, key=_at_home)


def _at_home(one: Listed) -> tuple[str, str, float, str, str]:
    child, home = one.story.case.child, one.story.case.child.home
    order = home.get("door_order")
    door = float(order) if order is not None else 1e12
    return (
        child.village,
        home.get("group") or "",
        door,
        home.get("door") or "",
        child.fields.get("name") or "",
    )


def sizes(stories: Sequence[Story], asker: Asker) -> dict[str, int]:
    """How many children each list has; of those nearly too old only the list itself knows."""
    return {name: sum(on_list(story, name, asker) for story in stories) for name in LISTS if name != "late"}


def month_of(day: str) -> str:
    """A day's month as it is said: 2026-11."""
    return date.fromisoformat(day).isoformat()[:7]
