"""Whatever a capability hands in is counted: kept by difference, recounted and verified, with no word of it in the sync
room. The counts here are made up: of batches, of children by their class, of enrolments and of reports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from fieldapp import capabilities
from fieldapp.campaigns.counting.rounds import COUNT as ROUNDS
from fieldapp.ground.db import Base
from fieldapp.ground.handed_in import HandedIn
from fieldapp.ground.problems import BadInput
from fieldapp.models.clinics import Clinic
from fieldapp.records.blanking import Cuts
from fieldapp.records.counts import Count, HangsOn, Key, Subject, Subjects, having, total
from fieldapp.records.rows.one_child import merged
from fieldapp.sync import counts
from fieldapp.sync.rework.counting import bring_up_to_date, count_rows
from fieldapp.sync.rework.replay import recount, verify
from tests.how_many import examples
from tests.sync.county import (
    COUNTY,
    NORTH,
    ROUND1,
    SOUTH,
    child,
    forget,
    key,
    operation,
    picture,
    send,
    visit,
    void,
)
from tests.sync.test_any_order import arrivals

TALLY = Base.metadata.tables["tally"]


@dataclass(frozen=True)
class Whole:
    """What everything made up here is counted in: no round."""

    key: str


def whole(name: str) -> Any:
    """Counted in one thing of that name in every county."""
    return lambda _connection, _county: [Whole(name)]


def of_batches(subject: Subject, counted_in: list[Whole]) -> Iterator[Key]:
    """A batch counts in the village that entered it, by product."""
    (batch,) = subject.records
    if batch["known"] and not batch["voided"]:
        yield counted_in[0].key, f"product:{batch['product']}", batch["area"], "batches"


def of_classes(subject: Subject, counted_in: list[Whole]) -> Iterator[Key]:
    """A child counts once in each grade it is enrolled in, where it lives; also as refusing, if a dose is refused."""
    lives = merged(subject.records)
    standing = [row for row in subject.beside["enrolment"] if row["known"] and not row["voided"]]
    refuses = any(not row["voided"] for row in subject.beside["dose_state"])
    for grade in sorted({row["grade"] or "unknown" for row in standing}):
        yield counted_in[0].key, f"grade:{grade}", lives["area"], "enrolled"
        if refuses:
            yield counted_in[0].key, f"grade:{grade}", lives["area"], "refusing"


def of_enrolments(subject: Subject, counted_in: list[Whole]) -> Iterator[Key]:
    """An enrolment counts where its child lives."""
    (row,) = subject.records
    if row["known"] and not row["voided"]:
        yield counted_in[0].key, "all", row["package_area"], "enrolments"


def of_households(subject: Subject, counted_in: list[Whole]) -> Iterator[Key]:
    """A household counts where it lies by how many of its children were visited: what hangs on it, and on that."""
    (row,) = subject.records
    standing = [child["key"] for child in subject.beside["child"] if not child["voided"]]
    visited = {visit["child"] for visit in subject.beside["visit"] if not visit["voided"]} & set(standing)
    if standing:
        yield counted_in[0].key, f"visited:{len(visited)} of {len(standing)}", row["area"], "households"


def of_checks(subject: Subject, counted_in: list[Whole]) -> Iterator[Key]:
    """A check counts in the school of its enrolment, where the child lives, by what was found at the last look."""
    lives = merged(subject.records)
    schools = {row["key"]: row["school"] for row in subject.beside["enrolment"] if not row["voided"]}
    looks = sorted((row["on"], row["key"], row) for row in subject.beside["recheck"] if not row["voided"])
    found = {row["check"]: row["result"] for _on, _key, row in looks}
    for check in subject.beside["certificate_check"]:
        if check["known"] and not check["voided"] and check["enrolment"] in schools:
            result = found.get(check["key"], check["certificate"])
            yield counted_in[0].key, f"school:{schools[check['enrolment']]}", lives["area"], str(result)


def of_reports(subject: Subject, counted_in: list[Whole]) -> Iterator[Key]:
    """A zero report counts in the village it is of."""
    (row,) = subject.records
    if row["known"] and not row["voided"]:
        yield counted_in[0].key, f"day:{row['on']}", row["area"], "reports"


def clinics_of(connection: Any, county: str) -> list[Whole]:
    """Batches by clinic are counted where there is one that stands."""
    query = select(Clinic.key).where(Clinic.area.startswith(county), Clinic.retired_on.is_(None))
    return [Whole(name) for name in connection.scalars(query.order_by(Clinic.key))]


def of_clinics(subject: Subject, clinics: list[Whole]) -> list[Key]:
    """A batch counts in every clinic of the county."""
    return [(clinic.key, *rest) for clinic in clinics for _of, *rest in of_batches(subject, [clinic])]  # type: ignore[misc]


def counties_of(_connection: Any, marks: set[str]) -> dict[str, set[str]]:
    """The county of a clinic, from its mark `area/key`."""
    return {mark[:6]: {mark.partition("/")[2]} for mark in marks}


BATCHES = Count("batches", "batches 1", whole("batches"), Subjects("batch"), of_batches)
CLASSES = Count(
    "classes", "classes 1", whole("classes"), Subjects("child", ("enrolment", "dose_state")), of_classes
)
ENROLMENTS = Count("enrolments", "enrolments 1", whole("all"), Subjects("enrolment"), of_enrolments)
REPORTS = Count("reports", "reports 1", whole("reports"), Subjects("zero_report"), of_reports)
AT_CLINICS = Count(
    "at clinics",
    "at clinics 1",
    clinics_of,
    Subjects("batch"),
    of_clinics,
    HangsOn({Clinic: ("retired_on",)}, lambda row: f"{row.area}/{row.key}", counties_of),
)
HOUSEHOLDS = Count(
    "households", "households 1", whole("houses"), Subjects("household", ("child", "visit")), of_households
)
CHECKS = Count(
    "checks",
    "checks 1",
    whole("checks"),
    Subjects("child", ("enrolment", "certificate_check", "recheck"), only_with="enrolment"),
    of_checks,
)
MADE_UP = (BATCHES, CLASSES, ENROLMENTS, REPORTS, AT_CLINICS, HOUSEHOLDS, CHECKS)


@pytest.fixture(autouse=True)
def _made_up() -> Iterator[None]:
    """The made-up counts beside those of the capabilities, and afterwards these alone."""
    counts.hand_in([*capabilities.counts(), *MADE_UP])
    yield
    counts.hand_in(capabilities.counts())


def kept(engine: Engine, of: str) -> dict[tuple[str, str, str], int]:
    """The tallies of one thing: slice, area and measure → n."""
    columns = (TALLY.c.slice, TALLY.c.area, TALLY.c.measure, TALLY.c.n)
    with engine.connect() as connection:
        rows = connection.execute(select(*columns).where(TALLY.c.round == of)).all()
    return {(row.slice, row.area, row.measure): row.n for row in rows}


def batch(name: str = "batch", area: str = NORTH, at: str = "2025-12-01T08:00:00.000Z", **data: Any) -> Any:
    """A batch of the village north."""
    return operation("batch", data, key=key(name), area=area, at=at)


def enrolment(name: str = "child", grade: str = "1", **other: Any) -> dict[str, Any]:
    """A child enrolled by the supervisor."""
    said = {"child": key(name), "grade": grade}
    return operation("enrolment", said, "sun", key=key(f"{name} at school"), **other)


def test_batches_are_counted_corrected_taken_back_and_moved(engine: Engine) -> None:
    first = batch(product="bOPV")
    send(engine, first, batch("other", product="bOPV"))
    assert kept(engine, "batches") == {("product:bOPV", NORTH, "batches"): 2}
    send(engine, batch(product="IPV", area=SOUTH, at="2025-12-02T08:00:00.000Z"))
    assert kept(engine, "batches") == {
        ("product:bOPV", NORTH, "batches"): 1,
        ("product:IPV", SOUTH, "batches"): 1,
    }
    send(engine, void(first))
    assert kept(engine, "batches") == {("product:bOPV", NORTH, "batches"): 1}
    assert verify(engine) == []


def test_children_are_counted_by_what_lies_in_other_tables(engine: Engine) -> None:
    """By enrolments and by what is said of their doses, in whatever order; children who are joined once."""
    refusal = {"child": key("child"), "series": "mcv", "n": 1, "state": "refused"}
    refused = operation("dose_state", refusal)
    send(engine, refused, enrolment())
    send(engine, child())
    assert kept(engine, "classes") == {("grade:1", NORTH, "enrolled"): 1, ("grade:1", NORTH, "refusing"): 1}
    send(engine, child("again"), enrolment("again"))
    assert kept(engine, "classes")["grade:1", NORTH, "enrolled"] == 2
    link = operation("same_child", {"child": key("child"), "other": key("again")})
    send(engine, link)
    assert kept(engine, "classes")["grade:1", NORTH, "enrolled"] == 1
    send(engine, void(link), void(refused))
    assert kept(engine, "classes") == {("grade:1", NORTH, "enrolled"): 2}
    assert verify(engine) == []


def test_a_child_that_moves_takes_what_is_counted_of_its_enrolment_along(engine: Engine) -> None:
    """The enrolment is no part of the batch: it is read because the child leaves."""
    send(engine, child(), enrolment())
    send(engine, child(area=SOUTH, at="2025-12-02T08:00:00.000Z"))
    assert kept(engine, "all") == {("all", SOUTH, "enrolments"): 1}
    assert kept(engine, "classes") == {("grade:1", SOUTH, "enrolled"): 1}
    assert verify(engine) == []


def test_an_enrolment_said_to_be_of_another_child_leaves_the_first(engine: Engine) -> None:
    send(engine, child("one"), child("two", area=SOUTH), enrolment("one"))
    other = {"child": key("two"), "grade": "2"}
    later = {"key": key("one at school"), "at": "2025-12-02T08:00:00.000Z"}
    send(engine, operation("enrolment", other, "sun", **later))
    assert kept(engine, "classes") == {("grade:2", SOUTH, "enrolled"): 1}
    assert verify(engine) == []


def test_what_hangs_on_what_hangs_on_a_record_is_counted_with_it(engine: Engine) -> None:
    """Households by the visits of their children; a child said to live in another house leaves the first."""
    houses = [operation("household", {"head": head}, key=key(head)) for head in ("zhang", "li")]
    send(engine, visit("one"), child("one", household=key("zhang")), child("two", household=key("zhang")))
    send(engine, *houses)
    assert kept(engine, "houses") == {("visited:1 of 2", NORTH, "households"): 1}
    send(engine, operation("child", {"household": key("li")}, key=key("one"), at="2025-12-02T08:00:00.000Z"))
    assert kept(engine, "houses") == {
        ("visited:1 of 1", NORTH, "households"): 1,
        ("visited:0 of 1", NORTH, "households"): 1,
    }
    send(engine, visit("two", "refused"))
    assert kept(engine, "houses") == {("visited:1 of 1", NORTH, "households"): 2}
    assert verify(engine) == []


def test_a_check_is_counted_through_its_enrolment_in_whatever_order_they_come(engine: Engine) -> None:
    said = {"enrolment": key("child at school"), "checked_on": "2025-09-10", "certificate": "missing"}
    check = operation("certificate_check", said, "sun")
    look = operation("recheck", {"check": check["key"], "on": "2025-12-01", "result": "complete"}, "sun")
    enrolled = operation(
        "enrolment", {"child": key("child"), "school": "s1"}, "sun", key=key("child at school")
    )
    send(engine, check, by="sun")
    send(engine, child())
    assert kept(engine, "checks") == {}
    send(engine, enrolled, by="sun")
    assert kept(engine, "checks") == {("school:s1", NORTH, "missing"): 1}
    send(engine, look, by="sun")
    assert kept(engine, "checks") == {("school:s1", NORTH, "complete"): 1}
    send(engine, child(area=SOUTH, at="2025-12-02T08:00:00.000Z"))
    assert kept(engine, "checks") == {("school:s1", SOUTH, "complete"): 1}
    send(engine, void(look, "sun"), by="sun")
    assert kept(engine, "checks") == {("school:s1", SOUTH, "missing"): 1}
    assert verify(engine) == []


def test_records_without_a_table_of_their_own_are_counted(engine: Engine) -> None:
    report = operation("zero_report", {"round": ROUND1, "on": "2025-12-02"})
    send(engine, report, operation("vials", {"round": ROUND1, "on": "2025-12-02"}))
    assert kept(engine, "reports") == {("day:2025-12-02", NORTH, "reports"): 1}
    send(engine, void(report))
    assert kept(engine, "reports") == {}


def test_what_a_count_hangs_on_has_it_counted_again_when_it_is_saved(engine: Engine) -> None:
    send(engine, batch(product="bOPV"))
    with Session(engine) as session:
        session.add(Clinic(key="clinic", area=COUNTY, name="卫生院"))
        session.commit()
        assert kept(engine, "clinic") == {("product:bOPV", NORTH, "batches"): 1}
        session.execute(update(TALLY).where(TALLY.c.round == "clinic").values(n=7))
        session.get_one(Clinic, "clinic").name = "镇卫生院"
        session.commit()
        assert kept(engine, "clinic") == {("product:bOPV", NORTH, "batches"): 7}, "a name counts nothing"
        session.get_one(Clinic, "clinic").retired_on = "2026-01-01"
        session.commit()
        assert kept(engine, "clinic") == {}
        session.delete(session.get_one(Clinic, "clinic"))
        session.commit()


def test_a_database_is_counted_again_where_something_new_is_counted(engine: Engine) -> None:
    real = capabilities.counts()
    counts.hand_in(real)
    send(engine, batch(product="bOPV"), child(), enrolment())
    bring_up_to_date(engine)
    assert kept(engine, "batches") == {}
    counts.hand_in([*real, *MADE_UP])
    bring_up_to_date(engine)
    assert kept(engine, "batches") == {("product:bOPV", NORTH, "batches"): 1}
    assert kept(engine, "classes") == {("grade:1", NORTH, "enrolled"): 1}
    assert verify(engine) == []
    counts.hand_in(real)
    bring_up_to_date(engine)
    assert kept(engine, "batches") == {} and verify(engine) == []


def test_a_wrong_count_is_found_and_mended(engine: Engine) -> None:
    send(engine, batch(product="bOPV"))
    with engine.begin() as connection:
        connection.execute(update(TALLY).values(n=5))
    (found,) = verify(engine)
    assert found.endswith("batches product:bOPV 430921103001 batches: kept 5, the log gives 1")
    recount(engine)
    assert verify(engine) == []


@given(arrivals())
@settings(max_examples=examples(25), deadline=None, suppress_health_check=list(HealthCheck))
def test_any_order_gives_the_same_counts(
    county_engine: Engine, both: tuple[list[dict[str, Any]], list[list[dict[str, Any]]]]
) -> None:
    history, batches = both
    forget(county_engine)
    for one in history:
        send(county_engine, one)
    straight = picture(county_engine)
    forget(county_engine)
    for some in batches:
        send(county_engine, *some)
    assert picture(county_engine) == straight
    with county_engine.connect() as connection:
        right = count_rows(connection, COUNTY, counts.of_county(connection, COUNTY))
        assert right == counts.tally_rows(connection, COUNTY)
    assert verify(county_engine) == []


def test_counts_about_the_same_records_share_them_and_each_gets_what_it_asked_for() -> None:
    rows = {
        "child": {"a": {"key": "a", "joined": "a"}, "b": {"key": "b", "joined": "a"}},
        "household": {"h": {"key": "h"}},
        "visit": {"v": {"key": "v", "child": "b"}},
        "fact": {
            "f": {"key": "f", "child": "a", "kind": "aefi"},
            "g": {"key": "g", "child": "a", "kind": "notice"},
        },
    }

    def seen(name: str) -> Any:
        return lambda subject, _in: [
            (name, kind, row["key"], "")
            for kind, of_kind in sorted(subject.beside.items())
            for row in of_kind
        ]

    about = [Subjects("child", ("visit",)), Subjects("child", ("aefi",))]
    handed = [Count(str(n), str(n), whole("x"), one, seen(str(n))) for n, one in enumerate(about)]
    found = total(rows, [counts.CountOfCounty(one, [Whole("x")]) for one in handed])
    assert {key[1:3] for key in found} == {("visit", "v"), ("aefi", "f")}
    assert total(rows, [counts.CountOfCounty(one, []) for one in handed]) == {}, "nothing to count in"


def test_who_is_joined_with_one_that_is_counted_is_read_whole_too() -> None:
    rows = {
        "child": {
            name: {"key": name, "joined": head} for name, head in (("a", "a"), ("b", "a"), ("c", None))
        },
        "enrolment": {"e": {"key": "e", "child": "b"}},
    }
    assert having(rows, CHECKS.subjects) == {"a", "b"}
    assert having(rows | {"enrolment": {}}, CHECKS.subjects) == set()


def test_an_erasure_asks_every_count_for_its_days(engine: Engine) -> None:
    mine = Cuts(("2025-03-07",), ("2020-01-02",), ("2021-01-03",))
    more = Count("days", "days 1", whole("days"), Subjects("child"), of_batches, cuts=lambda *_: mine)
    counts.hand_in([ROUNDS, more])
    with engine.connect() as connection:
        found = counts.cuts_of(connection, COUNTY)
    assert "2025-03-07" in found.first_days and "2025-12-01" in found.first_days
    assert "2020-01-02" in found.born_from and "2021-01-03" in found.born_to


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (Count("batches", "another", whole("x"), Subjects("batch"), of_batches), "named twice: batches"),
        (Count("another", "batches 1", whole("x"), Subjects("batch"), of_batches), "named twice: batches 1"),
        (Count("x", "x", whole("x"), Subjects("batches"), of_batches), "about batches, which is no kind"),
        (Count("x", "x", whole("x"), Subjects("batch", ("visit",)), of_batches), "visit beside batch"),
        (Count("x", "x", whole("x"), Subjects("household", ("visit", "child")), of_batches), "visit beside"),
        (
            Count("x", "x", whole("x"), Subjects("household", ("visit",)), of_batches),
            "visit beside household",
        ),
    ],
)
def test_what_cannot_be_counted_is_not_taken(other: Count, said: str) -> None:
    before = counts.handed_in()
    with pytest.raises(BadInput, match=said):
        counts.hand_in([BATCHES, other])
    assert counts.handed_in() == before


def test_nothing_is_applied_uncounted_because_nobody_handed_anything_in(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counts, "COUNTS", HandedIn("counts"))
    with pytest.raises(RuntimeError, match="create_app"):
        send(engine, child())
    with engine.connect() as connection:
        assert connection.execute(select(TALLY)).all() == []
