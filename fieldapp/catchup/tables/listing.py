"""A list of a campaign's children, for a page and as a sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app

from fieldapp.areas.latin.said import person_said, place_said
from fieldapp.catchup.gaps.answers import ANSWERS
from fieldapp.catchup.gaps.telling import dose_said, when_said
from fieldapp.catchup.plan.needed import Asker
from fieldapp.catchup.tables.asking import Stories, stories_of
from fieldapp.catchup.tables.despite import despite_words
from fieldapp.catchup.tables.figures import VACCINE_ORDER, Story, reason_words, vaccine_of
from fieldapp.catchup.tables.lists import Listed, choose, sizes
from fieldapp.ground.showing import shown
from fieldapp.ground.words import language, t
from fieldapp.schedule.in_use import programme_in_use
from fieldapp.web.gate import Who

WHOSE = (
    ("序号", "No."),
    ("村", "Village"),
    ("村民小组", "Group"),
    ("门牌号", "Door"),
    ("姓名", "Name"),
    ("性别", "Sex"),
    ("出生日期", "Born"),
)
HEADS = (
    *WHOSE,
    ("家长", "Guardian"),
    ("联系电话", "Telephone"),
    ("户籍", "Residence"),
    ("应补", "Needed"),
    ("今天能种", "May be given today"),
    ("还要等的", "Must wait"),
    ("最后一天", "Last day"),
    ("已补", "Given"),
    ("没补的原因", "Why not"),
    ("越过的提醒", "Warnings passed over"),
    ("通知次数", "Times told"),
)
SEXES = {"male": ("男", "male"), "female": ("女", "female")}
RESIDENCE = {"local": ("本地", "local"), "migrant": ("流动", "migrant"), "unknown": ("不详", "unknown")}


@dataclass(frozen=True)
class List:
    """A list of a campaign in an area, the sizes of the others, and its vaccines with how many children need each."""

    of: Stories
    name: str
    vaccine: str
    children: Sequence[Listed]
    sizes: dict[str, int]
    vaccines: Sequence[tuple[str, int]]


def asker_of(of: Stories) -> Asker:
    """What the children of a campaign are reckoned with."""
    rules = programme_in_use(current_app.config["INSTANCE"], of.code)
    return Asker(of.plan, of.on, rules, ANSWERS)


def list_of(who: Who, key: str, area: str, name: str, vaccine: str, action: str = "children.see") -> List:
    """One list of a campaign.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    of = stories_of(who, key, area, action)
    asker = asker_of(of)
    counted = Counter(one for story in of.stories for one in {vaccine_of(gap) for gap in story.case.needed})
    vaccines = [(one, counted[one]) for one in VACCINE_ORDER if counted[one]]
    return List(
        of, name, vaccine, choose(of.stories, name, vaccine, asker), sizes(of.stories, asker), vaccines
    )


def guardian_of(one: Listed) -> str:
    """Who is asked for."""
    fields, home = one.story.case.child.fields, one.story.case.child.home
    return str(fields.get("guardian") or fields.get("mother") or home.get("head") or "")


def phone_of(one: Listed) -> str:
    """Where the family is called."""
    return telephone_of(one.story)


def telephone_of(story: Story) -> str:
    """Where somebody is called: by the own number, else that of the household."""
    fields, home = story.case.child.fields, story.case.child.home
    return str(fields.get("phone") or fields.get("phone2") or home.get("phone") or "")


def whose(story: Story, villages: Mapping[str, str]) -> tuple[Any, ...]:
    """The cells under `WHOSE` but for the number: where somebody lives, and who it is."""
    child = story.case.child
    village = place_said(villages.get(child.village, child.village))
    home = (village, child.home.get("group") or "", child.home.get("door") or "")
    sex = t(*SEXES.get(child.fields.get("sex") or "", ("", "")))
    return (*home, person_said(child.fields.get("name")), sex, child.fields["born"])


def _despite(one: Listed) -> str:
    """Past which warnings visits of the child went on."""
    said = (despite_words(visit.get("despite"), visit.get("despite_why")) for visit in one.story.visits)
    return "；".join(shown(t(*words)) for words in said if words[0])


def rows_of(found: List) -> Iterator[Sequence[Any]]:
    """The list as rows of a sheet."""
    lang, on = language(), found.of.on
    for n, one in enumerate(found.children, start=1):
        case = one.story.case
        last = f"{dose_said(one.last[0], lang)} {one.last[1]}" if one.last else ""
        doses = (
            "、".join(dose_said(gap, lang) for gap in case.needed),
            "、".join(dose_said(gap, lang) for gap in one.now(on)),
            "；".join(f"{dose_said(gap, lang)} {when_said(gap, on, lang)}" for gap in one.waits(on)),
            last,
            "、".join(dose_said(gap, lang) for gap in case.needed if (gap.series, gap.n) in case.filled),
        )
        family = (person_said(guardian_of(one)), phone_of(one), t(*RESIDENCE[case.residence]))
        reason = t(*reason_words(one.reason)) if one.reason else ""
        yield (
            n,
            *whose(one.story, found.of.villages),
            *family,
            *doses,
            reason,
            _despite(one),
            sum(one.story.told),
        )
