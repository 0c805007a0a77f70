"""A catch-up half-way, in three villages of the first township: the register's doses, who was told, what was given and
why not. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any, NamedTuple

from fieldapp.demo.schools.cases import Dose, usual
from fieldapp.demo.stage.cast import Cast
from fieldapp.demo.stage.phone import Operation, named
from fieldapp.demo.stage.places import COUNTY, ORDINARY, villages_of
from fieldapp.demo.stage.story import Story
from fieldapp.records.standing import derived_key
from fieldapp.schedule import Programme, evaluate, programme_for

FIRST, LAST = "2025-12-24", "2026-01-23"  # as the story is written: today is the sixteenth day
LISTED, CALLED, SESSION = "2025-12-22", "2025-12-26", "2026-01-10"
GAPS: tuple[tuple[tuple[str, int], ...], ...] = (
    (("menac", 1),),
    (("dtp", 4),),
    (("mcv", 2),),
    (("polio", 3), ("polio", 4)),
    (("hepa", 1),),
    (("mcv", 1), ("je", 1), ("mcv", 2)),
    (("dtp", 5), ("menac", 2)),
)
WITH_GAP, CAUGHT_UP, VISITED = 0.45, 0.5, 0.6
WHY = (  # outcome, reason, measure
    ("absent_short", "no_time", "约周末来"),
    ("absent_long", "away", "电话联系，在外地补种"),
    ("refused", "fear", "请防保医生再说明"),
    ("ill", "", "病好后补种"),
)
CALLS = ("told", "told", "booked", "absent", "wrong_number")
SERIES = ("hepb", "bcg", "polio", "dtp", "mcv", "je", "mena", "menac", "hepa")


def villages() -> list[str]:
    """Where it is: the last three villages of the first township."""
    return [village.code for village in villages_of(ORDINARY[0])][-3:]


def campaign_key(cast: Cast) -> str:
    """The key of the catch-up."""
    return named(cast.seed, "catch-up")


def session_key(cast: Cast) -> str:
    """The key of its session."""
    return named(cast.seed, "catch-up session")


def campaign_row(cast: Cast) -> dict[str, Any]:
    """The campaign as the county set it."""
    days = cast.days
    first, last = days.day(FIRST), days.day(LAST)
    words: dict[str, Any] = {"county": COUNTY, "name": f"{first[:4]}年冬季查漏补种（演示）", "state": "open"}
    words |= {"areas": json.dumps(villages()), "series": json.dumps(SERIES), "goal": 95}
    words |= {
        "born_from": f"{int(first[:4]) - 7}{first[4:]}",
        "born_to": first,
        "first_day": first,
        "last_day": last,
    }
    return words | {"document_no": f"南卫发〔{first[:4]}〕00号（演示）", "key": campaign_key(cast)}


def session_row(cast: Cast) -> dict[str, Any]:
    """A session to come."""
    code = villages()[0]
    words = {"key": session_key(cast), "county": COUNTY, "campaign": campaign_key(cast), "area": code}
    words |= {"place": "村卫生室", "day": cast.days.day(SESSION), "cutoff": "17:00"}
    slots = [["08:30-09:30", 20], ["09:30-10:30", 20]]
    return words | {"slots": json.dumps(slots), "villages": json.dumps(villages())}


class Child(NamedTuple):
    """What the campaign needs of a child."""

    key: str
    area: str
    born: str


@dataclass
class CatchUp:
    """Writes the campaign of a telling."""

    cast: Cast
    rules: Programme
    rng: Random

    def told(self, key: str, area: str, born: str, sex: str) -> Iterator[Operation]:
        """All that is told of a child: what the register has, and, where that leaves a gap, the campaign."""
        first = self.cast.days.day(FIRST)
        without = self.rng.choice(GAPS) if self.rng.random() < WITH_GAP else ()
        child = Child(key, area, born)
        doses = usual(born, sex, first, without, (), self.rules)
        yield from self._register(child, doses)
        missing = evaluate({"born": child.born, "sex": sex}, self._given(doses), first, self.rules)["missing"]
        if missing:
            yield from self._followed(child, sex, doses, missing)

    def _given(self, doses: list[Dose]) -> list[dict[str, Any]]:
        return [{"product": product, "given_on": day} for product, day in doses]

    def _register(self, child: Child, doses: list[Dose]) -> Iterator[Operation]:
        """The doses of the clinic's register."""
        phone, at = self.cast.phone("clinic"), self._at(LISTED)
        for product, day in doses:
            said = {"child": child.key, "product": product, "given_on": day, "source": "register"}
            yield phone.say("dose", child.area, at, said, derived_key(child.key, product, day))

    def _followed(
        self, child: Child, sex: str, doses: list[Dose], missing: list[dict[str, Any]]
    ) -> Iterator[Operation]:
        """Called, then caught up or visited for nothing; some not yet reached."""
        slots = [[one["series"], one["n"]] for one in missing]
        yield self._called(child)
        day = self.cast.days.day(f"2026-01-0{self.rng.randrange(2, 8)}")
        due = evaluate({"born": child.born, "sex": sex}, self._given(doses), day, self.rules)["due"]
        now = [one for one in due if [one["series"], one["n"]] in slots and not one.get("condition")]
        if now and self.rng.random() < CAUGHT_UP:
            yield from self._dosed(child, day, now, len(now) == len(slots))
        elif self.rng.random() < VISITED:
            outcome, reason, measure = self.rng.choice(WHY)
            said = {"child": child.key, "on": day, "outcome": outcome, "mode": "door", "slots": slots}
            said |= {"campaign": campaign_key(self.cast), "measure": measure} | (
                {"reason": reason} if reason else {}
            )
            said |= {"planned_on": self.cast.days.day("2026-01-17")}
            yield self.cast.vaccinator(child.area).say("catchup_visit", child.area, self._moment(day), said)

    def _called(self, child: Child) -> Operation:
        result = self.rng.choice(CALLS)
        said = {
            "kind": "invitation",
            "child": child.key,
            "issued_on": self.cast.days.day(CALLED),
            "how": "call",
        }
        said |= {"campaign": campaign_key(self.cast), "result": result}
        if result == "booked":
            said |= {"session": session_key(self.cast), "slot": "08:30-09:30"}
        return self.cast.phone("clinic").say("notice", child.area, self._at(CALLED), said)

    def _dosed(self, child: Child, day: str, due: list[dict[str, Any]], whole: bool) -> Iterator[Operation]:
        """One visit and a dose for each product."""
        phone, at = self.cast.vaccinator(child.area), self._moment(day)
        said = {"child": child.key, "on": day, "outcome": "given" if whole else "part_given", "mode": "post"}
        said |= {"campaign": campaign_key(self.cast), "slots": [[one["series"], one["n"]] for one in due]}
        yield phone.say("catchup_visit", child.area, at, said)
        for product in dict.fromkeys(one["product"] for one in due):
            words = {"child": child.key, "product": product, "given_on": day, "source": "campaign"}
            words |= {"campaign": campaign_key(self.cast), "given_by": phone.person}
            yield phone.say("dose", child.area, at, words, derived_key(child.key, product, day))

    def _at(self, written: str) -> str:
        return self._moment(self.cast.days.day(written))

    def _moment(self, day: str) -> str:
        return self.cast.days.moment(day, self.rng)


def catch_up(story: Story, cast: Cast) -> list[Operation]:
    """The whole of it; children that a school has are left to the school's story."""
    pupils = {one["data"]["child"] for one in story.schools if one["kind"] == "enrolment"}
    writer = CatchUp(cast, programme_for(), Random(f"{cast.seed}|catch-up"))  # nosec B311
    told: list[Operation] = []
    for key, (area, data) in _children(story).items():
        if area in villages() and key not in pupils and data.get("born"):
            told += writer.told(key, area, data["born"], data.get("sex") or "female")
    return told


def _children(story: Story) -> dict[str, tuple[str, dict[str, Any]]]:
    """Every child of the registers, listed before or found on the day, by key: its first village and what is said."""
    found: dict[str, tuple[str, dict[str, Any]]] = {}
    for stage in (story.listing, story.first_round, story.late, story.second_round):
        for one in stage:
            if one["kind"] == "child" and not one.get("void"):
                area, data = found.get(one["key"], (one["area"], {}))
                found[one["key"]] = area, data | one["data"]
    return found
