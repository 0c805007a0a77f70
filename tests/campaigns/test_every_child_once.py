"""Whatever is typed or imported, the register has as many children as there are different ones, and what it holds of
each is its own.

A small place where names, birthdays and guardians repeat. Lists and phones tell of its children in any writing, with
gaps, slips and names not yet given; somebody who knows everybody answers what the review asks, and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select, true

from fieldapp.campaigns import roster_import, roster_keys
from fieldapp.campaigns.roster import read_roster
from fieldapp.db import db
from fieldapp.survey.models import Child
from tests import cast
from tests.accounts.test_taken_numbers import person_id
from tests.campaigns.office import found_campaign, new_id, record
from tests.how_many import examples
from tests.sync.county import forget, operation

HEADS = ("村代码", "姓名", "性别", "出生日期", "家长", "电话", "儿童编码", "组", "门牌号", "户主")
VILLAGES = {cast.VILLAGE: cast.VILLAGE, cast.OTHER_VILLAGE: cast.OTHER_VILLAGE}
GUARDIANS = ("王大", "李四", "买买提·艾力")
SLIPS = {"2021-05-04": "2021-05-14", "2021-05-14": "2021-04-14", "2020-02-28": "2020-03-28"}
NOISE = (str, lambda n: f" {n}\n", "\u200b".join, "　".join, lambda n: n.replace("·", " • "))
TODAY, LISTED = "2025-12-01", "2025-11-20"


@dataclass(frozen=True)
class Person:
    """A child as it is."""

    n: int
    village: str
    name: str
    born: str
    sex: str
    guardian: str
    number: str | None

    @property
    def phone(self) -> str:
        """The family's telephone, nobody else's."""
        return f"1380000{self.n:04}"


@st.composite
def places(draw: st.DrawFn) -> list[Person]:
    """Up to six children, no two of one name, birth date, sex and guardian: nobody could tell those apart."""
    one = st.tuples(
        st.sampled_from(list(VILLAGES)),
        st.sampled_from(["王小明", "王小明", "古丽·买买提"]),
        st.sampled_from(["2021-05-04", "2021-05-04", *sorted(SLIPS)]),
        st.sampled_from(["male", "male", "female"]),
        st.sampled_from(GUARDIANS),
        st.booleans(),
    )
    drawn = draw(st.lists(one, min_size=2, max_size=6, unique_by=lambda some: some[1:5]))
    return [Person(n, *some[:5], f"43092100{n}" if some[5] else None) for n, some in enumerate(drawn)]


@st.composite
def writings(draw: st.DrawFn, person: Person, place: list[Person]) -> dict[str, str]:
    """What one line says of a child. What tells it from those alike is always said; two slips are not made at once."""
    alike = [
        one for one in place if one is not person and (one.name == person.name or one.born == person.born)
    ]
    family = [one for one in place if one is not person and one.guardian == person.guardian]
    slip = draw(st.sampled_from(["", "", "born", "unnamed", "moved"])) if not family else ""
    whole = bool(alike or family or slip)
    said = {"village": person.village, "born": person.born, "name": draw(st.sampled_from(NOISE))(person.name)}
    if slip == "born":
        said["born"] = SLIPS[person.born]
    if slip == "unnamed":
        said["name"] = "未取名"
    if slip == "moved":
        said["village"] = next(one for one in VILLAGES if one != person.village)
    gaps = {name: whole or draw(st.booleans()) for name in ("sex", "guardian")}
    gaps |= {name: draw(st.booleans()) for name in ("phone", "number", "door")}
    known = {
        "sex": person.sex,
        "guardian": draw(st.sampled_from(NOISE))(person.guardian),
        "phone": person.phone,
    }
    known |= {"number": person.number or "", "door": f"{GUARDIANS.index(person.guardian) + 1}号"}
    return said | {name: known[name] for name, told in gaps.items() if told}


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Person], list[tuple[str, list[tuple[Person, dict[str, str]]]]]]:
    """A place, and what comes: lists, and children typed on phones."""
    place = draw(places())
    events = []
    for _ in range(draw(st.integers(1, 4))):
        how = draw(st.sampled_from(["list", "list", "phone"]))
        told = draw(st.lists(st.sampled_from(place), min_size=1, max_size=5 if how == "list" else 1))
        events.append((how, [(one, draw(writings(one, place))) for one in told]))
    return place, events


@dataclass
class Office:
    """Somebody who imports and answers; `who` says whose record each key is, as only this test knows."""

    app: Flask
    engine: Engine
    who: dict[str, Person] = field(default_factory=dict)

    def type_on_a_phone(self, person: Person, said: dict[str, str]) -> None:
        """A worker adds a child; who has been recorded before is joined to that record."""
        named = said["name"] != "未取名"
        words = {"name": person.name} if named else {"unnamed": True}
        words |= {"born": said["born"], "listed_on": LISTED}
        words |= {name: said[name] for name in ("sex", "phone") if name in said}
        words |= {"guardian": person.guardian} if "guardian" in said else {}
        words |= {"card_no": said["number"]} if said.get("number") else {}
        key, before = new_id(), [key for key, one in self.who.items() if one is person]
        sent = [operation("child", words, key=key, area=said["village"])]
        sent += [
            operation("same_child", {"child": key, "other": one}, area=said["village"]) for one in before[:1]
        ]
        assert {one["outcome"] for one in record(self.app, cast.VACCINATOR, *sent)} <= {"applied", "conflict"}
        self.who[key] = person

    def review(
        self, lines: list[dict[str, str]], choices: dict[int, str]
    ) -> tuple[roster_import.Review, list[Any]]:
        """The review of these lines, and those refused as written twice."""
        order = ("village", "name", "sex", "born", "guardian", "phone", "number", "group", "door", "head")
        sheet = [HEADS, *(tuple(line.get(name, "") for name in order) for line in lines)]
        entries, wrong = read_roster(sheet, VILLAGES, TODAY)
        with self.engine.connect() as connection:
            asked = roster_import.Sheet(entries, LISTED, choices)
            return roster_import.review(connection, cast.COUNTY, asked, self.secret, true(), str), wrong

    @property
    def secret(self) -> bytes:
        """What keys are made with."""
        return roster_keys.secret(self.engine)

    def import_list(self, told: list[tuple[Person, dict[str, str]]]) -> None:
        """Review a list, answer what is asked, write it."""
        lines, about = [said for _, said in told], {n: one for n, (one, _) in enumerate(told, start=2)}
        found, wrong = self.review(lines, {})
        for one in wrong:
            assert about[one.line] in [about[n] for n in about if n < one.line], one
        answers = {one.entry.line: self.answer(one, about) for one in found.questions}
        found, _ = self.review(lines, answers)
        written = roster_import.write(self.engine, self.person, found, "zh")
        assert not written.lost
        for line, said in zip(found.lines, found.operations, strict=True):
            if said["kind"] == "child":
                assert self.who.setdefault(said["key"], about[line]) is about[line], "data stands on another"
        found, _ = self.review(lines, answers)
        assert not found.new and not found.gains  # harmless to repeat

    def answer(self, asked: roster_import.Question, about: dict[int, Person]) -> str:
        """What somebody says who knows this child."""
        me = about[asked.entry.line]
        for one in asked.candidates:
            if one.line is not None and about[one.line] is me:
                return one.key
        mine = [one for one in asked.candidates if one.line is None and self.who[one.key] is me]
        return f"same:{mine[0].key}" if mine else "new"

    @property
    def person(self) -> str:
        """The one who imports."""
        return person_id(self.app, cast.CLINIC)


def register(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    """The rows of each child that stands in the register."""
    found: dict[str, list[dict[str, Any]]] = {}
    with engine.connect() as connection:
        for row in connection.execute(select(Child.__table__).where(Child.known, Child.voided.is_(False))):
            found.setdefault(row.joined or row.key, []).append(dict(row._mapping))
    return found


def check(office: Office, told: set[int]) -> None:
    """As many children as were told of, each with nothing but its own."""
    children = register(office.engine)
    owners = [{office.who[row["key"]].n for row in rows} for rows in children.values()]
    assert sorted(owners, key=min) == [{n} for n in sorted(told)]
    homes: dict[str, str] = {}
    for row in (row for rows in children.values() for row in rows):
        me = office.who[row["key"]]
        for name, own in (
            ("guardian", me.guardian),
            ("phone", me.phone),
            ("card_no", me.number),
            ("sex", me.sex),
        ):
            assert row[name] in (None, own), f"{name} of another"
        if row["household"]:
            assert homes.setdefault(row["household"], me.guardian) == me.guardian


@pytest.fixture
def office(each_database: Flask) -> Any:
    found_campaign(each_database)
    with each_database.app_context():
        yield Office(each_database, db.engine)


@given(history=histories())
@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_register_has_each_child_once_and_nobody_s_data_stands_on_another(
    office: Office, history: Any
) -> None:
    forget(office.engine)
    office.who = {}
    told: set[int] = set()
    for how, lines in history[1]:
        note(f"{how}: " + "; ".join(f"{one.n} {said}" for one, said in lines))
        if how == "phone":
            office.type_on_a_phone(*lines[0])
        else:
            office.import_list(lines)
        told |= {person.n for person, _ in lines}
        check(office, told)
