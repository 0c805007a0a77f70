"""Work given to people for a round: villages and posts, one at a time or from a sheet; posts themselves.

Each verb commits. The line of the audit, the version phones see, and what phones hold from then on follow from the rows
(`fieldapp.models.reference.keep_track`, `fieldapp.sync.outgoing`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import current_app
from sqlalchemy import or_, select

from fieldapp.accounts.responsible import Responsible, responsible_for
from fieldapp.areas.villages import Villages, in_villages, read_villages
from fieldapp.campaigns.plan import saving
from fieldapp.campaigns.plan.assign_sheet import Line
from fieldapp.campaigns.plan.assign_table import (
    Meant,
    as_shown,
    by_username,
    changed_words,
    read_rows,
    touched,
    words_for,
)
from fieldapp.campaigns.room import areas_of, seen_of
from fieldapp.ground.db import db
from fieldapp.ground.problems import Problem
from fieldapp.ground.spreadsheets.cells import Words
from fieldapp.ground.subtrees import overlap
from fieldapp.models.areas import Area
from fieldapp.models.campaigns import Assignment, Campaign, Post, Round
from fieldapp.models.people import Person, PersonArea
from fieldapp.web.gate import Who, require
from fieldapp.web.versions import compare, seen, texts, who_saved

ROLES = ("lister", "vaccinator", "clinic", "supervisor")


def villages_of(who: Who, campaign: Campaign) -> Villages:
    """The villages of the campaign that are the person's; those outside it have nobody to send."""
    mine = overlap(who.areas, areas_of(campaign))
    return read_villages(db.session.connection(), campaign.county, mine)


def people_for(campaign: Campaign) -> list[Person]:
    """People who can be given work here: at home in the county, above it not."""
    codes = seen_of(campaign)
    here = [PersonArea.area.startswith(code, autoescape=True) for code in codes]
    above = [PersonArea.area.in_([code[:size] for code in codes for size in (6, 9) if len(code) >= size])]
    mine = select(PersonArea.person).where(PersonArea.until.is_(None), or_(*here, *above))
    query = select(Person).where(Person.active, Person.role.in_(ROLES), Person.id.in_(mine))
    return list(db.session.scalars(query.order_by(Person.name, Person.id)))


def chosen(people: list[Person], id_: str) -> Person:
    """One of the people who can be given work here; nobody else, whatever the form sent.

    Raises:
        Problem: `not_found`.
    """
    found = next((one for one in people if one.id == id_), None)
    if found is None:
        raise Problem("not_found")
    return found


def given_in(round_: Round, villages: Villages) -> list[tuple[Assignment, Person, Post | None]]:
    """Who has which village or post in a round, those taken back too."""
    query = select(Assignment, Person, Post).join(Person, Person.id == Assignment.person)
    query = query.outerjoin(Post, Post.key == Assignment.post).where(Assignment.round == round_.key)
    query = query.where(in_villages(Assignment.area, villages)).order_by(Assignment.area, Person.name)
    return [(row[0], row[1], row[2]) for row in db.session.execute(query)]


def who_has_work(round_: Round, villages: Villages) -> list[str]:
    """The ids of everybody who has one of these villages in a round."""
    return list(dict.fromkeys(person.id for a, person, _post in given_in(round_, villages) if not a.ended))


def posts_in(campaign: Campaign, villages: Villages) -> list[Post]:
    """The campaign's posts in these villages."""
    query = select(Post).where(Post.campaign == campaign.key, in_villages(Post.area, villages))
    return list(db.session.scalars(query))


def post_of(campaign: Campaign, key: str | None) -> Post | None:
    """A post of the campaign by its key; None where no key is said.

    Raises:
        Problem: `not_found`.
    """
    post = db.session.get(Post, key) if key else None
    if key and (post is None or post.campaign != campaign.key):
        raise Problem("not_found")
    return post


def give(
    campaign: Campaign, round_: Round, area: str, post: Post | None, person: str, expected: int | None
) -> None:
    """Give a village, or a post in it, to one of the people who can be given work here.

    Raises:
        Problem: `not_found`, `changed_meanwhile`, `not_allowed`, `campaign_closed`.
    """
    one = chosen(people_for(campaign), person)
    _unchanged(saving.standing(round_, area, one.id, post.key if post else None))
    assign(campaign, round_, area, one.id, expected, post)
    db.session.commit()


def give_all(campaign: Campaign, round_: Round, lines: Iterable[Line]) -> None:
    """Give what the lines of a sheet say: all of it or nothing.

    Raises:
        Problem: `not_allowed`, `campaign_closed`.
    """
    for line in lines:
        assign(campaign, round_, line.area, line.person, line.expected)
    db.session.commit()


def _unchanged(row: Assignment | None) -> None:
    """Go on only if the number expected was not changed after the page showed the assignments.

    Raises:
        Problem: `changed_meanwhile`.
    """
    shown = seen()
    if row is None or shown is None or row.version <= shown[1]:
        return
    now = texts(row, ["expected"])
    compare(("", shown[1], {"expected": ""}), "", row.version, now, {}, who_saved(row))


def assign(
    campaign: Campaign, round_: Round, area: str, person: str, expected: int | None, post: Post | None = None
) -> None:
    """Give a village of one's own, or a post in it; not committed.

    Raises:
        Problem: `no_such_area`, `not_allowed`, `campaign_closed`.
    """
    require("campaign.assign", saving.village_of(campaign, area).code)
    saving.require_not_closed(campaign)
    saving.assign(round_, area, person, expected, post.key if post else None)


def too_heavy(campaign: Campaign, people: Iterable[str]) -> list[tuple[str, int, int]]:
    """Whose phone would carry more children than it does well: name, how many, and how many are well."""
    most, found = current_app.config["PHONE_CHILDREN"], []
    for id_ in dict.fromkeys(people):
        carried = saving.children_on_phone(campaign.county, saving.villages_carried(id_))
        if carried > most:
            found.append((db.session.get_one(Person, id_).name, carried, most))
    return found


def end(campaign: Campaign, round_: Round, key: str) -> tuple[str, str]:
    """Take a village away from a person; what village and person are called.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    row = _of_round(round_, key)
    if row is None:
        raise Problem("not_found")
    require("campaign.assign", row.area)
    names = _names(row)
    saving.end_assignment(campaign, row)
    db.session.commit()
    return names


def named_in(round_: Round, key: str) -> tuple[str, str] | None:
    """What village and person of an assignment of the round are called; None where there is no such one."""
    row = _of_round(round_, key)
    return _names(row) if row else None


def _of_round(round_: Round, key: str) -> Assignment | None:
    row = db.session.get(Assignment, key)
    return row if row and row.round == round_.key else None


def _names(row: Assignment) -> tuple[str, str]:
    return name_of(Area, row.area), name_of(Person, row.person)


def restore(campaign: Campaign, round_: Round, key: str) -> Assignment:
    """Give back a village that was taken away from a person, with the number it had.

    Raises:
        Problem: `not_found`, also of one that stands; `not_allowed`, `campaign_closed`.
    """
    row = _of_round(round_, key)
    if row is None or not row.ended:
        raise Problem("not_found")
    chosen(people_for(campaign), row.person)
    assign(campaign, round_, row.area, row.person, row.expected, post_of(campaign, row.post))
    db.session.commit()
    return row


def responsible_in(campaign: Campaign, round_: Round, village: str) -> list[Responsible]:
    """Whom to call about a village in a round."""
    connection = db.session.connection()
    villages = read_villages(connection, campaign.county, [village])
    return responsible_for(connection, round_.key, villages, [village]).get(village, [])


def expected_in(round_: Round, area: str) -> tuple[int, int]:
    """How many people have a village in a round, and how many children are expected of them together."""
    query = select(Assignment).where(Assignment.round == round_.key, Assignment.area == area)
    rows = list(db.session.scalars(query.where(Assignment.ended.is_(None))))
    return len(rows), sum(row.expected or 0 for row in rows)


def work_of(person: str) -> list[tuple[Campaign, Round, list[str]]]:
    """The rounds of today's and coming campaigns in which somebody has villages, with their names."""
    query = select(Campaign, Round, Area.name).join(Round, Round.campaign == Campaign.key)
    query = query.join(Assignment, Assignment.round == Round.key).join(Area, Area.code == Assignment.area)
    query = query.where(Assignment.person == person, Assignment.ended.is_(None), Round.state == "open")
    query = query.where(Campaign.state != "closed").order_by(Round.first_day, Area.code)
    found: dict[str, tuple[Campaign, Round, list[str]]] = {}
    for campaign, round_, name in db.session.execute(query):
        found.setdefault(round_.key, (campaign, round_, []))[2].append(name)
    return list(found.values())


def save_table(
    campaign: Campaign, round_: Round, villages: Villages, form: Mapping[str, str]
) -> dict[str, Words]:
    """Give and take back what the touched rows of the table say: all of it, or nothing while a field is wrong.

    Returns a sentence for every field that is wrong, by its name.

    Raises:
        Problem: `not_allowed`, `campaign_closed`.
    """
    people = people_for(campaign)
    rows_typed = touched(form)
    meant, wrong = read_rows(rows_typed, by_username(people))
    given = [(a, person) for a, person, _post in given_in(round_, villages) if not a.ended]
    rows = {a.key: a for a, _person in given}
    stands = _standing_words(given, villages, people)
    for typed in rows_typed:
        if stands.get(typed.row) != typed.was:
            at, now = _row_now(typed.row, stands, rows)
            wrong[f"who.{at}"] = changed_words(typed, now)
    if not wrong:
        for one in meant:
            _follow(campaign, round_, rows.get(one.row), one)
        db.session.commit()
    return wrong


def _standing_words(
    given: list[tuple[Assignment, Person]], villages: Villages, people: list[Person]
) -> dict[str, str]:
    """What each row of the table shows now, by its key."""
    known = words_for(people)
    free = villages.names.keys() - {a.area for a, _person in given}
    shown = {a.key: as_shown(known.get(p.id, p.name), a.expected) for a, p in given}
    return shown | dict.fromkeys(free, as_shown("", None))


def _row_now(row: str, stands: Mapping[str, str], rows: Mapping[str, Assignment]) -> tuple[str, str]:
    """The row that now stands for the village of one that was shown, and what it shows."""
    gone = db.session.get(Assignment, row)
    area = gone.area if gone else row
    at = next((key for key, one in rows.items() if one.area == area), area)
    at = row if row in stands else at
    return at, stands.get(at, as_shown("", None))


def _follow(campaign: Campaign, round_: Round, row: Assignment | None, said: Meant) -> None:
    """Do what one row of the table says."""
    area = row.area if row else said.row
    post = db.session.get(Post, row.post) if row and row.post else None
    require("campaign.assign", area)
    saving.require_not_closed(campaign)
    if row and row.person != said.person:
        saving.end_assignment(campaign, row)
    if said.person:
        assign(campaign, round_, area, said.person, said.expected, post)


def name_of(model: Any, key: str) -> str:
    """What an area or a person is called; the key where there is none."""
    return str(getattr(db.session.get(model, key), "name", key))
