"""The single cases a county meets sooner or later: each verdict, each kind of fact, at least once. Pure."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from fieldapp.demo import visits
from fieldapp.demo.stage.cast import SILENT, Cast
from fieldapp.demo.stage.families import Child
from fieldapp.demo.stage.phone import Operation, Phone, named, new_id
from fieldapp.demo.stage.places import ORDINARY, PUBLISHED, near, place, villages_of
from fieldapp.demo.stage.story import Story
from fieldapp.demo.townships import works

ROUTINE = (
    ("BCG", 2),
    ("HepB", 2),
    ("HepB", 35),
    ("IPV", 65),
    ("IPV", 95),
    ("bOPV", 125),
    ("MMR", 245),
    ("MMR", 550),
)
VIAL = 20  # doses
WITH_DOSES = ("430921132243", "430921132244", "430921132245")


class Incidents:
    """Writes the single cases; `village` is one of the ordinary townships' first."""

    def __init__(self, story: Story, cast: Cast) -> None:
        self.story, self.cast, self.days = story, cast, cast.days
        self.rng = Random(f"{cast.seed}|incidents")  # nosec B311
        self.village = villages_of(ORDINARY[0])[0].code
        self.children = story.children[self.village]
        self.phone, self.lister = cast.vaccinator(self.village), cast.lister(self.village)

    def all(self) -> Iterator[Operation]:
        """Every case, in the order it is told."""
        yield from self.supplies()
        yield from self.said_twice()
        yield from self.taken_back()
        yield from self.held()
        yield from self.refused()
        yield from self.joined()
        yield from self.waiting()
        yield from self.reaction()
        yield from self.by_telephone()
        yield from self.cards()

    def at(self, day: str = "") -> str:
        """A moment of a day, of today where none is said."""
        return self.days.moment(day or self.days.today, self.rng)

    def at_written(self, written: str) -> str:
        """A moment of a day of the story as it is written."""
        return self.at(self.days.day(written))

    def supplies(self) -> Iterator[Operation]:
        """The batch, "no reaction seen" each evening, and vials opened and returned."""
        clinic = self.cast.phone("clinic")
        batch = {"product": "bOPV", "form": "drops", "maker": "演示生物制品研究所"}
        yield clinic.say(
            "batch", self.village, self.at_written("2025-11-28"), batch | self._of_batch(), self.cast.batch
        )
        for township in (PUBLISHED, *ORDINARY):
            for village in villages_of(township)[::3]:
                phone = self.cast.vaccinator(village.code)
                for round_, days in zip(
                    self.cast.rounds, (self.days.first[:5], self.days.so_far), strict=True
                ):
                    if phone.name in SILENT and round_ == self.cast.rounds[1]:
                        continue
                    for day in days:
                        report = {"round": round_, "on": day}
                        yield phone.say("zero_report", village.code, self.at(day), report)
        yield from self._vials()

    def _of_batch(self) -> dict[str, Any]:
        made = self.days.day("2025-10-01")[:7].replace("-", "")
        return {
            "lot": f"DEMO-{made}",
            "expires": self.days.day("2027-09-30"),
            "doses_per_vial": VIAL,
        }

    def _vials(self) -> Iterator[Operation]:
        """Each village opened as many vials as its doses take, one more dropped now and then, and brought two back."""
        given: Counter[tuple[str, str]] = Counter()
        for visit in (*self.story.first_round, *self.story.late, *self.story.second_round):
            if visit["data"].get("outcome") == "vaccinated" and visit["data"]["round"] in self.cast.rounds:
                given[visit["area"], visit["data"]["round"]] += 1
        for (village, round_), doses in sorted(given.items()):
            day = (self.days.first[4], self.days.today)[self.cast.rounds.index(round_)]
            opened, dropped = -(-doses // VIAL), self.rng.randrange(2)
            said = {"round": round_, "on": day, "batch": self.cast.batch, "received": opened + dropped + 2}
            said |= {"opened": opened, "discarded": dropped, "returned": 2, "box_temperature": 5.5}
            yield self.cast.vaccinator(village).say("vials", village, self.at(day), said)

    def said_twice(self) -> Iterator[Operation]:
        """Two workers give two birth dates to the same child, neither having seen the other's word."""
        for child in self.children[2:4]:
            yield self.phone.say("child", child.area, self.at(), {"born": child.born[:8] + "15"}, child.key)

    def taken_back(self) -> Iterator[Operation]:
        """A tap on the wrong child, taken back by who made it, and the dose then recorded for the right one."""
        wrong, right = self._unvisited(2)
        work = works(self.cast, self.village)[1]
        slip = visits.dosed(work, wrong, self.days.today, self.rng)
        yield slip
        yield self.phone.say("visit", wrong.area, self.at(), {}, slip["key"], void=True)
        yield visits.dosed(work, right, self.days.today, self.rng)

    def _unvisited(self, count: int) -> list[Child]:
        seen = {op["data"].get("child") for op in self.story.second_round}
        return [child for child in self.children if child.key not in seen][:count]

    def held(self) -> Iterator[Operation]:
        """A village the server does not know, a reason not in the list, and a void of someone else's record."""
        work = works(self.cast, self.village)[1]
        child = self.children[0]
        yield self.phone.say("household", ORDINARY[0] + "299", self.at(), {"head": "新来的住户", "door": "1"})
        unknown = {
            "round": work.round,
            "child": child.key,
            "on": self.days.today,
            "mode": "door",
            "outcome": "quarantined",
        }
        yield self.phone.say("visit", child.area, self.at(), unknown)
        other = next(
            op for op in self.story.first_round if op["kind"] == "visit" and op["area"] == self.village
        )
        yield self.lister.say("visit", self.village, self.at(), {}, other["key"], void=True)

    def refused(self) -> Iterator[Operation]:
        """Work in a village never given to her; a birth year typed wrong, and the same child mended."""
        far = villages_of(ORDINARY[1])[0].code
        yield self.phone.say("household", far, self.at(), {"head": "邻镇住户", "door": "3"})
        words = {
            "sex": "female",
            "name": "周思语",
            "registered_at": "county",
            "listed_on": self.days.today,
            "status": "here",
        }
        year = self.days.on.year - 4
        at = self.at()
        key = new_id(self.rng, at)
        typo = self.phone.say("child", self.village, at, words | {"born": f"{year + 180}-03-05"}, key)
        yield typo
        mended = words | {"born": f"{year}-03-05", "mends": typo["id"]}
        yield self.phone.say("child", self.village, self.at(), mended, key)

    def joined(self) -> Iterator[Operation]:
        """One child listed by two people, then said to be the same."""
        child = self.children[5]
        words = {
            "name": "毛毛",
            "sex": "male",
            "born": child.born,
            "listed_on": self.days.first[0],
            "status": "here",
        }
        at = self.at(self.days.first[0])
        second = self.phone.say("child", child.area, at, words, new_id(self.rng, at))
        yield second
        pair = {"child": child.key, "other": second["key"]}
        yield self.phone.say("same_child", child.area, self.at(self.days.first[1]), pair)

    def waiting(self) -> Iterator[Operation]:
        """Doses of children whose own record is still on a phone that has no signal."""
        work = works(self.cast, self.village)[1]
        for name in ("one", "two", "three"):
            key = named(self.cast.seed, "not yet sent", name)
            unsent = Child(key, self.village, "", False, "", "", *near(place(self.village), 300, self.rng))
            yield visits.dosed(work, unsent, self.days.today, self.rng, "door")

    def reaction(self) -> Iterator[Operation]:
        """One suspected reaction."""
        given = next(
            op for op in self.story.second_round if op["area"] == self.village and op["kind"] == "visit"
        )
        said = {"child": given["data"]["child"], "round": given["data"]["round"], "batch": self.cast.batch}
        said |= {
            "onset": f"{self.days.day('2026-01-06')}T19:30",
            "seen_on": self.days.day("2026-01-07"),
            "symptoms": ["fever"],
            "temperature": 38.2,
        }
        said |= {"severity": "mild", "action": "观察，多喝水", "outcome": "好转"}
        yield self.phone.say("aefi", self.village, self.at_written("2026-01-07"), said)

    def by_telephone(self) -> Iterator[Operation]:
        """A village whose phone is silent tells its numbers by telephone; they give way when its records come."""
        village = next(code for code in self._villages() if self.cast.vaccinator(code).name in SILENT)
        counts = {
            "0": {"local": 3, "migrant": 0},
            "1": {"local": 4, "migrant": 1},
            "2": {"local": 3, "migrant": 0},
        }
        said = {"round": self.cast.rounds[1], "on": self.days.today, "source": "phone", "counts": counts}
        yield self.cast.phone("county").say("paper_tally", village, self.at(), said)

    def _villages(self) -> list[str]:
        return [village.code for township in ORDINARY for village in villages_of(township)]

    def cards(self) -> Iterator[Operation]:
        """Doses copied from the vaccination certificates of three villages."""
        for village in WITH_DOSES:
            for child in self.story.children[village]:
                yield from self._card(self.cast.lister(village), child)

    def _card(self, phone: Phone, child: Child) -> Iterator[Operation]:
        for product, age_days in ROUTINE:
            given_on = _after(child.born, age_days + self.rng.randrange(12))
            if given_on < self.days.day("2025-11-01") and self.rng.random() < 0.96:
                data: dict[str, Any] = {"child": child.key, "product": product, "given_on": given_on}
                key = str(uuid.uuid5(uuid.UUID(child.key), f"{product}|{given_on}"))
                yield phone.say(
                    "dose", child.area, self.at_written("2025-11-27"), data | {"source": "certificate"}, key
                )


def _after(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
