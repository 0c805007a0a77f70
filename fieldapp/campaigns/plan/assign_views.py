"""Pages that give work to people: posts, and villages or posts assigned for a round, typed or from a sheet."""

from __future__ import annotations

import json
from typing import Any

from flask import current_app, flash, g, redirect, render_template, request, url_for
from sqlalchemy import or_, select

from fieldapp.campaigns.figures.tally_slices import Villages, in_villages, read_villages
from fieldapp.campaigns.figures.units import list_name
from fieldapp.campaigns.plan import saving
from fieldapp.campaigns.plan.assign_sheet import COLUMNS, person_mark, read_sheet
from fieldapp.campaigns.plan.form import NO_DAY
from fieldapp.campaigns.room import areas_of, blueprint, campaign_of, round_of, rounds_of, seen_of
from fieldapp.campaigns.village_words import VillageWords
from fieldapp.ground.db import db
from fieldapp.ground.parsing import plain, read_count, read_day
from fieldapp.ground.problems import Problem
from fieldapp.ground.subtrees import overlap
from fieldapp.ground.words import language, t
from fieldapp.models.areas import Area
from fieldapp.models.campaigns import Assignment, Campaign, Post, Round
from fieldapp.models.people import Person, PersonArea
from fieldapp.records.code_words import POST_KINDS
from fieldapp.web.forms import asks_again, comes_back_to, number, said, sent
from fieldapp.web.gate import needs, require
from fieldapp.web.marked import keep_marked
from fieldapp.web.versions import compare, seen, texts, unchanged, who_saved
from fieldapp.web.workbooks import form_response, table_in, uploaded

POST_FIELDS = ("name", "kind", "area", "days", "hours", "staff", "lat", "lon")  # what a post's form changes
ROLES = ("lister", "vaccinator", "clinic", "supervisor")


def _villages(campaign: Campaign) -> Villages:
    """The villages of the campaign that are the person's; those outside it have nobody to send."""
    mine = overlap(g.person.areas, areas_of(campaign))
    return read_villages(db.session.connection(), campaign.county, mine)


def _people(campaign: Campaign) -> list[Person]:
    """People who can be given work here: at home in the county, above it not."""
    codes = seen_of(campaign)
    here = [PersonArea.area.startswith(code, autoescape=True) for code in codes]
    above = [PersonArea.area.in_([code[:size] for code in codes for size in (6, 9) if len(code) >= size])]
    mine = select(PersonArea.person).where(PersonArea.until.is_(None), or_(*here, *above))
    query = select(Person).where(Person.active, Person.role.in_(ROLES), Person.id.in_(mine))
    return list(db.session.scalars(query.order_by(Person.name, Person.id)))


def _chosen(people: list[Person], id_: str) -> Person:
    """One of the people who can be given work here; nobody else, whatever the form sent.

    Raises:
        Problem: `not_found`.
    """
    found = next((one for one in people if one.id == id_), None)
    if found is None:
        raise Problem("not_found")
    return found


@blueprint.route("/<key>/rounds/<int:n>/assignments", methods=["GET", "POST"])
@needs("campaign.assign")
@asks_again
def assignments(key: str, n: int) -> Any:
    """Who has which village or post, and how many children are expected there; POST gives one."""
    campaign = campaign_of(key)
    round_ = round_of(campaign, n)
    if sent():
        return _assign(campaign, round_)
    villages, people = _villages(campaign), _people(campaign)
    rows = _assignments(round_, villages)
    posts = db.session.scalars(select(Post).where(Post.campaign == key, in_villages(Post.area, villages)))
    words: dict[str, Any] = {"campaign": campaign, "round": round_, "rounds": rounds_of(campaign)}
    words |= {"villages": villages, "people": people, "rows": rows, "posts": list(posts)}
    words["shown"] = ("", max((a.version for a, _p, _q in rows), default=0), {})
    words |= {"free": [c for c in villages.names if c not in {a.area for a, _p, _q in rows if not a.ended}]}
    return render_template("campaigns/assignments.html", lang=language(), **words)


def _assignments(round_: Round, villages: Villages) -> list[tuple[Assignment, Person, Post | None]]:
    query = select(Assignment, Person, Post).join(Person, Person.id == Assignment.person)
    query = query.outerjoin(Post, Post.key == Assignment.post).where(Assignment.round == round_.key)
    query = query.where(in_villages(Assignment.area, villages)).order_by(Assignment.area, Person.name)
    return [(row[0], row[1], row[2]) for row in db.session.execute(query)]


def _assign(campaign: Campaign, round_: Round) -> Any:
    """Give a village or a post to a person."""
    post = _post_of(campaign, said("post") or None)
    area = post.area if post else said("area", needed=True)
    person = _chosen(_people(campaign), said("person", needed=True))
    _unchanged(saving.standing(round_, area, person.id, post.key if post else None))
    _give(campaign, round_, area, person.id, _expected(), post)
    db.session.commit()
    flash(t("已分配。", "Assigned."))
    _warn_if_heavy(campaign, [person.id])
    return redirect(url_for("campaigns.assignments", key=campaign.key, n=round_.n))


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


def _expected() -> int | None:
    """The number of children expected, None where it was left empty."""
    words = said("expected")
    expected = read_count(words)
    if words and expected is None:
        raise Problem(
            "not_right", field="expected", why=t("要写成数字，例如 45", "write a number such as 45")
        )
    return expected


def _give(
    campaign: Campaign, round_: Round, area: str, person: str, expected: int | None, post: Post | None = None
) -> None:
    require("campaign.assign", saving.village_of(campaign, area).code)
    saving.require_not_closed(campaign)
    saving.assign(round_, area, person, expected, post.key if post else None)


def _post_of(campaign: Campaign, key: str | None) -> Post | None:
    post = db.session.get(Post, key) if key else None
    if key and (post is None or post.campaign != campaign.key):
        raise Problem("not_found")
    return post


def _warn_if_heavy(campaign: Campaign, people: list[str]) -> None:
    """Say whose phone would carry more children than it does well."""
    most = current_app.config["PHONE_CHILDREN"]
    for id_ in dict.fromkeys(people):
        carried = saving.children_on_phone(campaign.county, saving.villages_carried(id_))
        if carried > most:
            name = db.session.get_one(Person, id_).name
            flash(
                t(
                    f"注意：{name} 的手机要装 {carried} 名儿童，超过 {most} 名会变慢，请把村分给更多的人。",
                    f"Beware: {name}'s phone would carry {carried} children, more than {most}; share the villages out.",
                )
            )


@blueprint.post("/<key>/rounds/<int:n>/assignments/import")
@needs("campaign.assign")
@comes_back_to(assignments, "key", "n")
def import_assignments(key: str, n: int) -> Any:
    """Give many villages at once from a sheet; nothing is given while a line is wrong."""
    campaign = campaign_of(key)
    round_ = round_of(campaign, n)
    content = uploaded()
    table = table_in(content, COLUMNS)
    lines, wrong = read_sheet(table, village_words(_villages(campaign)), _by_username(_people(campaign)))
    if wrong:
        words: dict[str, Any] = {"campaign": campaign, "round": round_, "rounds": rounds_of(campaign)}
        words |= {"unread": table.unread, "marked": keep_marked(content, wrong)}
        return render_template("campaigns/wrong_lines.html", wrong=wrong, lang=language(), **words), 422
    for line in lines:
        _give(campaign, round_, line.area, line.person, line.expected)
    db.session.commit()
    flash(t(f"已分配 {len(lines)} 行。", f"{len(lines)} lines assigned."))
    for zh, en in table.unread:
        flash(t(f"{zh}。", f"{en}."))
    _warn_if_heavy(campaign, [line.person for line in lines])
    return redirect(url_for("campaigns.assignments", key=key, n=n))


def _once(pairs: list[tuple[str | None, str]]) -> dict[str, str]:
    """Words → code, without the words that stand for several."""
    found: dict[str, set[str]] = {}
    for words, code in pairs:
        if words:
            found.setdefault(plain(words), set()).add(code)
    return {words: codes.pop() for words, codes in found.items() if len(codes) == 1}


def village_words(villages: Villages) -> VillageWords:
    """The villages by all the words people use for them."""
    return VillageWords((code, name, villages.name(code[:9])) for code, name in villages.names.items())


def _by_username(people: list[Person]) -> dict[str, str]:
    said = [(words, p.id) for p in people for words in (p.username, p.phone, p.name)]
    return _once([(person_mark(words), id_) for words, id_ in said if words])


@blueprint.post("/<key>/rounds/<int:n>/assignments/<assignment>/end")
@needs("campaign.assign")
def end_assignment(key: str, n: int, assignment: str) -> Any:
    """Take a village away from a person."""
    campaign = campaign_of(key)
    row = db.session.get(Assignment, assignment)
    if row is None or row.round != round_of(campaign, n).key:
        raise Problem("not_found")
    require("campaign.assign", row.area)
    saving.end_assignment(campaign, row)
    return redirect(url_for("campaigns.assignments", key=key, n=n))


@blueprint.route("/<key>/posts", methods=["GET", "POST"])
@needs("campaign.assign")
@asks_again
def posts(key: str) -> Any:
    """Places where children are dosed; POST makes or changes one."""
    campaign = campaign_of(key)
    if sent():
        values = _post_values(_people(campaign))
        before = _post_of(campaign, said("post") or None)
        for code in {before.area if before else values["area"], values["area"]}:
            require("campaign.assign", saving.village_of(campaign, code).code)
        if before:
            unchanged(before, before.key, lambda: texts(before, POST_FIELDS), _said_of_posts())
        saving.save_post(campaign, before, values)
        flash(t("接种点已保存。", "The post is saved."))
        return redirect(url_for("campaigns.posts", key=key))
    villages = _villages(campaign)
    found = db.session.scalars(select(Post).where(Post.campaign == key, in_villages(Post.area, villages)))
    shown = [(p, json.loads(p.days), json.loads(p.staff)) for p in found]
    words: dict[str, Any] = {"campaign": campaign, "rounds": rounds_of(campaign), "posts": shown}
    words |= {"villages": villages, "people": _people(campaign), "kinds": POST_KINDS}
    words["shown"] = {p.key: (p.key, p.version, texts(p, POST_FIELDS)) for p, _days, _staff in shown}
    words["chosen"] = next((one for one in shown if one[0].key == request.values.get("post")), None)
    return render_template("campaigns/posts.html", lang=language(), **words)


def _said_of_posts() -> dict[str, Any]:
    """How codes of a post are said to people."""
    area = lambda code: getattr(db.session.get(Area, code), "name", code)  # noqa: E731
    person = lambda id_: getattr(db.session.get(Person, id_), "name", id_)  # noqa: E731
    kind = lambda code: t(*POST_KINDS[code]) if code in POST_KINDS else code  # noqa: E731
    return {"kind": kind, "area": area, "staff": person}


def _post_values(people: list[Person]) -> dict[str, Any]:
    name, kind = said("name", needed=True), said("kind")
    if len(name) > 100:
        raise Problem("too_long", field="name", limit=100)
    if kind not in POST_KINDS:
        raise Problem("wrong_value", field="kind")
    staff = [_chosen(people, id_).id for id_ in request.form.getlist("staff")]
    values: dict[str, Any] = {"area": said("area", needed=True), "name": name, "kind": kind, "days": _days()}
    values |= {"hours": said("hours")[:100] or None, "staff": staff}
    return values | {"lat": number("lat", float, -90, 90), "lon": number("lon", float, -180, 180)}


def _days() -> list[str]:
    """The days typed one after the other."""
    typed = said("days").replace("，", ",").replace("、", ",").replace(",", " ").split()
    for words in typed:
        if read_day(words) is None:
            raise Problem("not_right", field="days", why=t(f" {words} {NO_DAY[0]}", f"{words} {NO_DAY[1]}"))
    return [day for day in map(read_day, typed) if day]


@blueprint.get("/<key>/rounds/<int:n>/assignments.xlsx")
@needs("campaign.assign")
def assignments_sheet(key: str, n: int) -> Any:
    """The assignments as a workbook that can be filled in and imported again."""
    campaign = campaign_of(key)
    villages = _villages(campaign)
    standing = [(a, p) for a, p, _post in _assignments(round_of(campaign, n), villages) if not a.ended]
    rows = [[a.area, villages.name(a.area), p.username, a.expected] for a, p in standing]
    given = {row[0] for row in rows}
    rows += [[code, name, "", None] for code, name in villages.names.items() if code not in given]
    what = t("分村到人", "assignments")
    name = list_name(campaign, n, villages, what)
    columns = [one for one in COLUMNS if one.name not in ("township", "person_name")]
    return form_response(name, columns, sorted(rows, key=str), page=what)
