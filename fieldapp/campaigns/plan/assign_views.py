"""Pages that give work to people: posts, and villages or posts assigned for a round, typed or from a sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for

from fieldapp.areas.latin.said import person_said, place_said
from fieldapp.areas.villages import Villages
from fieldapp.campaigns.figures.file_names import campaign_file
from fieldapp.campaigns.figures.units import list_name
from fieldapp.campaigns.plan import copying, giving
from fieldapp.campaigns.plan.assign_sheet import COLUMNS, read_sheet
from fieldapp.campaigns.plan.assign_table import as_shown
from fieldapp.campaigns.plan.form import NO_DAY
from fieldapp.campaigns.room import blueprint, campaign_of, round_of, rounds_of
from fieldapp.campaigns.titles import campaign_said
from fieldapp.ground.clock import today
from fieldapp.ground.parsing import read_count, read_day
from fieldapp.ground.problems import Problem
from fieldapp.ground.spreadsheets.cells import Words
from fieldapp.ground.words import language, t
from fieldapp.models.campaigns import Campaign, Post, Round
from fieldapp.models.people import Person
from fieldapp.records.code_words import POST_KINDS
from fieldapp.web.forms import asks_again, comes_back_to, entered, number, sent
from fieldapp.web.gate import needs
from fieldapp.web.marked import keep_marked
from fieldapp.web.workbooks import form_response, sheet_response, table_in, uploaded


@blueprint.route("/<key>/rounds/<int:n>/assignments", methods=["GET", "POST"])
@needs("campaign.assign")
@asks_again
def assignments(key: str, n: int) -> Any:
    """Who has which village or post, and how many children are expected there; POST gives one."""
    campaign = campaign_of(key)
    round_ = round_of(campaign, n)
    if sent():
        return _assign(campaign, round_)
    return _page(campaign, round_)


def _page(campaign: Campaign, round_: Round, wrong: Mapping[str, Words] = {}) -> str:
    """The table of assignments; `wrong` holds a sentence for every field of it that was refused."""
    villages, people = giving.villages_of(g.person, campaign), giving.people_for(campaign)
    every = giving.given_in(round_, villages)
    rows = [row for row in every if not row[0].ended]
    given = {a.area for a, _p, _q in rows}
    words: dict[str, Any] = {"campaign": campaign, "round": round_, "rounds": rounds_of(campaign)}
    words |= {"villages": villages, "people": people, "rows": rows, "as_shown": as_shown}
    words |= {"posts": giving.posts_in(campaign, villages), "lang": language()}
    words["ended"] = [row for row in every if row[0].ended]
    words["known"] = giving.words_for(people)
    words["wrong"] = {name: t(*said) for name, said in wrong.items()}
    words["shown"] = ("", max((a.version for a, _p, _q in every), default=0), {})
    words["free"] = [code for code in villages.names if code not in given]
    words["source"] = copying.source_of(campaign, round_, villages)
    words["closed"] = campaign.state == "closed"
    return render_template("campaigns/assignments.html", **words)


@blueprint.post("/<key>/rounds/<int:n>/assignments/table")
@needs("campaign.assign")
@comes_back_to(assignments, "key", "n")
def assign_table(key: str, n: int) -> Any:
    """Save the whole table: villages given, taken back, numbers changed; nothing while a field is wrong."""
    campaign = campaign_of(key)
    round_, villages = round_of(campaign, n), giving.villages_of(g.person, campaign)
    wrong = giving.save_table(campaign, round_, villages, request.form)
    if wrong:
        return _page(campaign, round_, wrong), 422
    flash(t("已保存。", "Saved."))
    _warn_if_heavy(campaign, giving.who_has_work(round_, villages))
    return redirect(url_for("campaigns.assignments", key=key, n=n))


@blueprint.post("/<key>/rounds/<int:n>/assignments/copy")
@needs("campaign.assign")
@comes_back_to(assignments, "key", "n")
def copy_assignments(key: str, n: int) -> Any:
    """Give the villages that nobody has as the last round did."""
    campaign = campaign_of(key)
    round_, villages = round_of(campaign, n), giving.villages_of(g.person, campaign)
    _say_taken_over(*copying.take_over(campaign, round_, villages))
    _warn_if_heavy(campaign, giving.who_has_work(round_, villages))
    return redirect(url_for("campaigns.assignments", key=key, n=n))


def _say_taken_over(done: int, gone: list[str]) -> None:
    """Say how many villages now have somebody, and who was left out."""
    zh, en = (
        f"照上一轮分好了 {done} 个村，可以在表里改。",
        f"{done} villages assigned as last time; change them below.",
    )
    flash(t(zh, en))
    if gone:
        names = "、".join(gone)
        flash(
            t(
                f"没有照抄的人（已离开或调走）：{names}。",
                f"Not taken over, since they left or moved: {names}.",
            )
        )


def _assign(campaign: Campaign, round_: Round) -> Any:
    """Give a village or a post to a person."""
    post = giving.post_of(campaign, entered("post") or None)
    area = post.area if post else entered("area", needed=True)
    person = entered("person", needed=True)
    giving.give(campaign, round_, area, post, person, _expected())
    flash(t("已分配。", "Assigned."))
    _warn_if_heavy(campaign, [person])
    return redirect(url_for("campaigns.assignments", key=campaign.key, n=round_.n))


def _expected() -> int | None:
    """The number of children expected, None where it was left empty."""
    words = entered("expected")
    expected = read_count(words)
    if words and expected is None:
        raise Problem(
            "not_right", field="expected", why=t("要写成数字，例如 45", "write a number such as 45")
        )
    return expected


def _warn_if_heavy(campaign: Campaign, people: Iterable[str]) -> None:
    """Say whose phone would carry more children than it does well."""
    for name, carried, most in giving.too_heavy(campaign, people):
        zh = f"注意：{name} 的手机要装 {carried} 名儿童，超过 {most} 名会变慢，请把村分给更多的人。"
        en = f"Beware: {name}'s phone would carry {carried} children, more than {most}; share the villages out."
        flash(t(zh, en))


@blueprint.post("/<key>/rounds/<int:n>/assignments/import")
@needs("campaign.assign")
@comes_back_to(assignments, "key", "n")
def import_assignments(key: str, n: int) -> Any:
    """Give many villages at once from a sheet; nothing is given while a line is wrong."""
    campaign, content = campaign_of(key), uploaded()
    round_, table = round_of(campaign, n), table_in(content, COLUMNS)
    villages, people = giving.villages_of(g.person, campaign), giving.people_for(campaign)
    lines, wrong = read_sheet(table, giving.village_words(villages), giving.by_username(people))
    if wrong:
        words: dict[str, Any] = {"campaign": campaign, "round": round_, "rounds": rounds_of(campaign)}
        words |= {"unread": table.unread, "marked": keep_marked(content, wrong), "lang": language()}
        return render_template("campaigns/wrong_lines.html", wrong=wrong, **words), 422
    giving.give_all(campaign, round_, lines)
    flash(t(f"已分配 {len(lines)} 行。", f"{len(lines)} lines assigned."))
    for zh, en in table.unread:
        flash(t(f"{zh}。", f"{en}."))
    _warn_if_heavy(campaign, [line.person for line in lines])
    return redirect(url_for("campaigns.assignments", key=key, n=n))


@blueprint.post("/<key>/rounds/<int:n>/assignments/<assignment>/end")
@needs("campaign.assign")
def end_assignment(key: str, n: int, assignment: str) -> Any:
    """Take a village away from a person."""
    campaign = campaign_of(key)
    giving.end(campaign, round_of(campaign, n), assignment)
    return redirect(url_for("campaigns.assignments", key=key, n=n))


@blueprint.route("/<key>/posts", methods=["GET", "POST"])
@needs("campaign.assign")
@asks_again
def posts(key: str) -> Any:
    """Places where children are dosed; POST makes or changes one."""
    campaign = campaign_of(key)
    people = giving.people_for(campaign)
    if sent():
        giving.save_post(campaign, entered("post") or None, _post_values(people), _kind_word)
        flash(t("接种点已保存。", "The post is saved."))
        return redirect(url_for("campaigns.posts", key=key))
    villages = giving.villages_of(g.person, campaign)
    lines = giving.post_lines(campaign, villages)
    words: dict[str, Any] = {"campaign": campaign, "rounds": rounds_of(campaign), "posts": lines}
    words |= {"villages": villages, "people": people, "kinds": POST_KINDS, "lang": language()}
    words["shown"] = {post.key: giving.shown(post) for post, _days, _staff in lines}
    words["placed"] = giving.places_of(villages)
    words["chosen"] = next((one for one in lines if one[0].key == request.values.get("post")), None)
    return render_template("campaigns/posts.html", **words)


@blueprint.get("/<key>/posts.xlsx")
@needs("campaign.assign")
def posts_sheet(key: str) -> Any:
    """The posts as a workbook."""
    campaign = campaign_of(key)
    villages = giving.villages_of(g.person, campaign)
    names = {one.id: person_said(one.name) for one in giving.people_for(campaign)}
    heads = t(
        "接种点,类型,乡镇,村,日期,时间,人员,纬度,经度", "Post,Kind,Township,Village,Days,Hours,Staff,Lat,Lon"
    )
    rows = [_post_row(villages, names, *line) for line in giving.post_lines(campaign, villages)]
    return sheet_response(
        campaign_file(campaign_said(campaign), t("接种点", "posts"), today().isoformat(), language()),
        heads.split(","),
        rows,
    )


def _post_row(
    villages: Villages, names: dict[str, str], post: Post, days: list[str], staff: list[str]
) -> list[Any]:
    where = [
        place_said(villages.name(post.area[:9])),
        place_said(villages.name(post.area)),
        " ".join(days),
        post.hours,
    ]
    people = t("、", ", ").join(names[one] for one in staff if one in names)
    return [place_said(post.name), _kind_word(post.kind), *where, people, post.lat, post.lon]


def _kind_word(code: str) -> str:
    return t(*POST_KINDS[code]) if code in POST_KINDS else code


def _post_values(people: list[Person]) -> dict[str, Any]:
    name, kind = entered("name", needed=True), entered("kind")
    if len(name) > 100:
        raise Problem("too_long", field="name", limit=100)
    if kind not in POST_KINDS:
        raise Problem("wrong_value", field="kind")
    staff = [giving.chosen(people, id_).id for id_ in request.form.getlist("staff")]
    values: dict[str, Any] = {
        "area": entered("area", needed=True),
        "name": name,
        "kind": kind,
        "days": _days(),
    }
    values |= {"hours": entered("hours")[:100] or None, "staff": staff}
    return values | {"lat": number("lat", float, -90, 90), "lon": number("lon", float, -180, 180)}


def _days() -> list[str]:
    """The days typed one after the other."""
    typed = entered("days").replace("，", ",").replace("、", ",").replace(",", " ").split()
    for words in typed:
        if read_day(words) is None:
            raise Problem("not_right", field="days", why=t(f" {words} {NO_DAY[0]}", f"{words} {NO_DAY[1]}"))
    return [day for day in map(read_day, typed) if day]


@blueprint.get("/<key>/rounds/<int:n>/assignments.xlsx")
@needs("campaign.assign")
def assignments_sheet(key: str, n: int) -> Any:
    """The assignments as a workbook that can be filled in and imported again."""
    campaign = campaign_of(key)
    villages = giving.villages_of(g.person, campaign)
    standing = [(a, p) for a, p, _post in giving.given_in(round_of(campaign, n), villages) if not a.ended]
    rows = [[a.area, villages.name(a.area), p.username, a.expected] for a, p in standing]
    given = {row[0] for row in rows}
    rows += [[code, name, "", None] for code, name in villages.names.items() if code not in given]
    what = t("分村到人", "assignments")
    name = list_name(campaign, n, villages, what)
    columns = [one for one in COLUMNS if one.name not in ("township", "person_name")]
    return form_response(name, columns, sorted(rows, key=str), page=what)
