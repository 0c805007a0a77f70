"""The children of the demo's schools: those of the villages' registers who are old enough, the nine cases among them,
and, where the registers hold none, new ones. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from typing import Any

from fieldapp.demo.schools.calendar import SchoolDays
from fieldapp.demo.schools.cases import CASES, Case
from fieldapp.demo.schools.places import TOWN, Class, DemoSchool
from fieldapp.demo.stage import names
from fieldapp.demo.stage.cast import Cast
from fieldapp.demo.stage.days import years_before
from fieldapp.demo.stage.families import Child
from fieldapp.demo.stage.phone import Operation, new_id
from fieldapp.demo.stage.places import villages_of
from fieldapp.demo.stage.story import Story
from fieldapp.records.standing import completed_years

STARTS = {"primary": 6, "kindergarten": 3}  # years of age by the first day of the term
GONE = ("moved_away", "absent_long")


@dataclass(frozen=True)
class Pupil:
    """A child of a class; `case`: which of the nine it is."""

    child: str
    area: str
    born: str
    sex: str
    class_: Class
    case: Case | None = None


def cast_cases(story: Story, when: SchoolDays) -> dict[str, str]:
    """Make children of the town's registers the nine cases, of their sex and birth date: case by child's key. Of all
    villages but the first, where the single incidents are."""
    pool = [child for village in villages_of(TOWN)[1:] for child in story.children[village.code]]
    listed = {op["key"]: op for op in story.listing if op["kind"] == "child"}
    away = _gone(story)
    found: dict[str, str] = {}
    for case in CASES:
        born = when.day(case.born)
        child = next(
            one
            for one in pool
            if one.key in listed
            and one.key not in {*found, *away}
            and listed[one.key]["data"]["sex"] == case.sex
            and one.migrant == (case.id == "P5")
            and completed_years(one.born, when.begins) == completed_years(born, when.begins)
        )
        said = listed[child.key]["data"]
        said["born"] = born
        said |= {"registered_at": "other_province"} if case.id == "P5" else {}
        own = story.children[child.area]
        own[own.index(child)] = replace(child, born=born)
        found[child.key] = case.id
    return found


def _gone(story: Story) -> set[str]:
    """Children of whom a visit says that they live elsewhere."""
    return {
        op["data"]["child"]
        for op in (*story.first_round, *story.late, *story.second_round)
        if op["kind"] == "visit" and op["data"].get("outcome") in GONE
    }


class Registers:
    """Hands out the children of the villages' registers to schools, each once."""

    def __init__(self, story: Story, when: SchoolDays) -> None:
        self.story, self.when = story, when
        self.cases = cast_cases(story, when)
        self.listed = {op["key"]: op for op in story.listing if op["kind"] == "child"}
        self.taken = _gone(story)

    def pupils_of(self, school: DemoSchool) -> list[Pupil]:
        """The new children of a school, class by class; the cases of its kind in its first class."""
        age = STARTS[school.kind]
        free = [
            child
            for village in villages_of(school.township)[1:]
            for child in self.story.children[village.code]
            if child.key in self.listed
            and child.key not in self.taken
            and self.listed[child.key]["data"].get("name")
            and (child.key in self.cases or completed_years(child.born, self.when.begins) == age)
            and (child.key not in self.cases or self._case(child).primary == school.primary)
        ]
        free.sort(key=lambda child: child.key not in self.cases)
        found: list[Pupil] = []
        for class_, most in school.entering:
            some, free = free[:most], free[most:]
            found += [self._pupil(child, class_) for child in some]
        self.taken |= {pupil.child for pupil in found}
        return found

    def _case(self, child: Child) -> Case:
        return next(case for case in CASES if case.id == self.cases[child.key])

    def _pupil(self, child: Child, class_: Class) -> Pupil:
        case = self._case(child) if child.key in self.cases else None
        sex = self.listed[child.key]["data"]["sex"]
        return Pupil(child.key, child.area, child.born, sex, class_, case)


def new_pupils(cast: Cast, school: DemoSchool, when: SchoolDays) -> Iterator[tuple[Operation, Pupil]]:
    """Children whom no village has listed, as their school brings them in: they live where no round is."""
    rng = Random(f"{cast.seed}|{school.id}")  # nosec B311
    phone, age = cast.phone(school.nurse), STARTS[school.kind]
    for class_, most in school.entering:
        for _ in range(most):
            at = cast.days.moment(when.roster, rng)
            youngest = years_before(when.begins, age)
            born = (youngest - timedelta(days=rng.randrange(365))).isoformat()
            family, sex = names.surname(rng), rng.choice(("male", "female"))
            said: dict[str, Any] = {"name": names.child_name(family, rng) or f"{family}小雨", "sex": sex}
            said |= {"born": born, "guardian": names.grown_name(rng, family)}
            said |= {"phone": names.phone_number(rng), "registered_at": "county", "listed_on": when.roster}
            key = new_id(rng, at)
            yield (
                phone.say("child", school.area, at, said, key),
                Pupil(key, school.area, born, sex, class_),
            )
