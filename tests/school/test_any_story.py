"""Whatever becomes of children between schools and terms, tallies say what records say, and each child once."""

from __future__ import annotations

import random
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from fieldapp.ground.db import reading
from fieldapp.models.schools import School
from fieldapp.school import store
from fieldapp.school.counting import check as counting
from fieldapp.school.counting.rules import as_of, counts, entered
from fieldapp.school.notices.owed import papers_of
from fieldapp.school.of_rows import once_a_year
from fieldapp.school.outcome import outcome_of
from fieldapp.school.pupils import story_of
from fieldapp.school.reading import pupils_of
from fieldapp.school.summary import Sums
from fieldapp.school.tables import kept
from fieldapp.sync.rework import rejudge
from fieldapp.sync.rework.replay import verify
from tests.school.places import ELSEWHERE, KINDERGARTEN, PRIMARY, found_schools
from tests.sync.county import COUNTY, key, operation, send

SCHOOLS, TERMS = (PRIMARY, KINDERGARTEN, ELSEWHERE), ("2026-1", "2026-2")
SLOTS = (["dtp", 5], ["menac", 2], ["bcg", 1], ["je", 2])
PRODUCTS = ("DTaP", "DT", "MPSV-AC", "BCG", "JE-L", "IPV")


class Told:
    """Records made at random, each later than the one before."""

    def __init__(self, seed: int) -> None:
        self.chance, self.n, self.seed = random.Random(seed), 0, seed
        self.said: list[dict[str, Any]] = []

    def say(self, kind: str, words: dict[str, Any], name: str, **more: Any) -> str:
        self.n += 1
        of = key(f"{self.seed} {name}")
        at = f"2027-03-02T{8 + self.n // 60:02}:{self.n % 60:02}:00.000Z"
        own = {} if kind in ("child", "enrolment") else {"id": of}
        self.said.append(operation(kind, words, "nurse", key=of, at=at, **own, **more))
        return of

    def day(self) -> str:
        month = self.chance.choice(("2026-08", "2026-09", "2026-10", "2026-12", "2027-02"))
        return f"{month}-{self.chance.randrange(1, 28):02}"

    def slots(self) -> list[list[Any]]:
        return self.chance.sample(SLOTS, self.chance.randrange(1, 4))

    def look(self) -> dict[str, Any]:
        what = self.chance.choice(("complete", "needs", "needs", "none"))
        words = {"certificate": self.chance.choice(("seen", "lost")), "clinic_assessment": what}
        words |= {"assessed_on": self.day()} if what != "none" else {}
        return words | ({"missing": self.slots()} if what == "needs" else {})

    def child(self, n: int) -> None:
        """One child in a few classes, looked at or not, with doses, notices, slips."""
        born = self.chance.choice(("2019-10-20", "2020-05-20", "2023-02-14"))
        child = self.say("child", {"name": f"c{n}", "born": born, "listed_on": "2026-09-01"}, f"child {n}")
        for each in range(self.chance.randrange(1, 4)):
            place = {"child": child, "school": self.chance.choice(SCHOOLS), "term": self.chance.choice(TERMS)}
            place |= {"grade": "1", "class_name": self.chance.choice("12")}
            place |= {"reason": self.chance.choice(("new", "transfer", "mid_term"))}
            place |= {"left_on": self.day()} if self.chance.random() < 0.3 else {}
            enrolment = self.say("enrolment", place, f"enrolment {n} {each}")
            if self.chance.random() < 0.7:
                self.looks(n, each, enrolment)
        for each in range(self.chance.randrange(3)):
            words = {
                "child": child,
                "product": self.chance.choice(PRODUCTS),
                "given_on": self.day(),
                "source": "card",
            }
            self.say("dose", words, f"dose {n} {each}")

    def looks(self, n: int, each: int, enrolment: str) -> None:
        about = {"enrolment": enrolment, "checked_on": self.day()}
        check = self.say("certificate_check", about | self.look(), f"check {n} {each}")
        if self.chance.random() < 0.5:
            self.say("recheck", {"check": check, "on": self.day()} | self.look(), f"recheck {n} {each}")
        if self.chance.random() < 0.6:
            words = {"kind": "doses", "check": check, "issued_on": self.day(), "items": self.slots()}
            notice = self.say("notice", words, f"notice {n} {each}")
            for back in range(self.chance.randrange(3)):
                event = {"notice": notice, "event": self.chance.choice(("returned", "withdrawn", "closed"))}
                self.say("notice_event", event | {"on": self.day()}, f"event {n} {each} {back}")


@pytest.mark.parametrize("seed", range(4))
def test_tally_year_and_notices_agree_with_the_records(engine: Engine, seed: int) -> None:
    found_schools(engine)
    told = Told(seed)
    for n in range(14):
        told.child(n)
    for n in (0, 4, 8):
        words = {"child": key(f"{seed} child {n}"), "other": key(f"{seed} child {n + 1}")}
        told.say("same_child", words, f"link {n}")
    outcomes = [one["outcome"] for one in send(engine, *told.said, by="nurse")]
    assert outcomes.count("applied") > len(outcomes) * 0.9, outcomes
    rejudge.follow_saves()
    agree(engine)
    with Session(engine) as session:
        store.retire(session, session.get_one(School, PRIMARY), session.get_one(School, ELSEWHERE))
        session.commit()
    try:
        agree(engine)
    finally:
        with Session(engine) as session:
            school = session.get_one(School, PRIMARY)
            school.retired_on = school.replaced_by = None
            session.commit()
    assert verify(engine) == []


def agree(engine: Engine) -> None:
    """Hold the tables of a school's terms and year against its pupils, and the notices offered against what is open."""
    assert verify(engine) == []
    rules, parts = counting.rules_of(COUNTY), counting.PARTS
    with reading(engine) as connection:
        every = [one for term in TERMS for one in pupils_of(connection, COUNTY, SCHOOLS, term) if counts(one)]
        assert len({(one.child, one.school, one.term) for one in every}) == len(every)
        for until in ("2026-09-15", "2026-12-31", None):
            found: dict[str, Sums] = {}
            for one in entered(every):
                for measure, n in as_of(one.steps(rules, parts), until).items():
                    found.setdefault(one.pupil.school, Sums()).put(measure, n)
            said = kept.sums_of(connection, COUNTY, SCHOOLS, TERMS, until)
            assert {of: sums.measures() for of, sums in said.items() if sums.expected} == {
                of: sums.measures() for of, sums in found.items()
            }
    for one in once_a_year(every):
        outcome = outcome_of(story_of(one, "2027-03-01", rules, parts), "2027-03-01")
        offered = [slot for paper in papers_of(one, outcome) for slot in paper.items]
        assert len(offered) == len(set(offered)) and set(offered) <= set(outcome.open)
        if not one.left_on and one.looks:
            assert set(offered) == set(outcome.open)
        assert outcome.owed == () or set(outcome.owed) <= set(outcome.missing)
