"""The page of a campaign's posts: made, changed, listed with their days by round; the list as a workbook."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for

from fieldapp.areas.latin.said import person_said, place_said
from fieldapp.areas.villages import Villages
from fieldapp.campaigns.figures.file_names import campaign_file
from fieldapp.campaigns.plan import giving, removing
from fieldapp.campaigns.plan.form import NO_DAY
from fieldapp.campaigns.plan.remove_views import asking_page, gone
from fieldapp.campaigns.posts import posting
from fieldapp.campaigns.posts.days import by_round, example_days, read_round_day
from fieldapp.campaigns.room import blueprint, campaign_of, number_of_tabs, rounds_of
from fieldapp.campaigns.titles import campaign_said
from fieldapp.ground.clock import today
from fieldapp.ground.parsing import words_apart
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import language, t
from fieldapp.models.campaigns import Campaign, Post
from fieldapp.models.people import Person
from fieldapp.records.code_words import POST_KINDS
from fieldapp.web.forms import asks_again, entered, number, sent
from fieldapp.web.gate import needs
from fieldapp.web.workbooks import sheet_response


@blueprint.route("/<key>/posts", methods=["GET", "POST"])
@needs("campaign.assign")
@asks_again
def posts(key: str) -> Any:
    """Places where children are dosed; POST makes or changes one."""
    campaign = campaign_of(key)
    people = giving.people_for(campaign)
    if sent():
        made = posting.save_post(
            campaign, entered("post") or None, _post_values(campaign, people), _kind_word
        )
        return redirect(url_for("campaigns.posts", key=key, saved=made.key, _anchor=f"row-{made.key}"))
    return render_template("campaigns/posts.html", **_list_words(campaign, people))


def _list_words(campaign: Campaign, people: list[Person]) -> dict[str, Any]:
    villages, rounds = giving.villages_of(g.person, campaign), rounds_of(campaign)
    lines = posting.post_lines(campaign, villages)
    words: dict[str, Any] = {"campaign": campaign, "rounds": rounds, "posts": lines}
    words |= {"villages": villages, "people": people, "kinds": POST_KINDS, "lang": language()}
    number_ = number_of_tabs(campaign, rounds)
    words["days_of"] = {
        post.key: by_round(days, rounds, campaign.mopup_days, number_) for post, days, _s in lines
    }
    words |= {"today": today().isoformat(), "example": example_days(rounds, today().isoformat())}
    words["shown"] = {post.key: posting.shown(post) for post, _days, _staff in lines}
    words["placed"] = posting.places_of(villages)
    words["chosen"] = next((one for one in lines if one[0].key == request.values.get("post")), None)
    return words


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
    rows = [_post_row(villages, names, *line) for line in posting.post_lines(campaign, villages)]
    name = campaign_file(campaign_said(campaign), t("接种点", "posts"), today().isoformat(), language())
    return sheet_response(name, heads.split(","), rows)


def _post_row(
    villages: Villages, names: dict[str, str], post: Post, days: list[str], staff: list[str]
) -> list[Any]:
    places = [place_said(villages.name(code)) for code in (post.area[:9], post.area)]
    people = t("、", ", ").join(names[one] for one in staff if one in names)
    where = [*places, " ".join(days), post.hours]
    return [place_said(post.name), _kind_word(post.kind), *where, people, post.lat, post.lon]


def _kind_word(code: str) -> str:
    return t(*POST_KINDS[code]) if code in POST_KINDS else code


def _post_values(campaign: Campaign, people: list[Person]) -> dict[str, Any]:
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
        "days": _days(campaign),
    }
    values |= {"hours": entered("hours")[:100] or None, "staff": staff}
    return values | {"lat": number("lat", float, -90, 90), "lon": number("lon", float, -180, 180)}


def _days(campaign: Campaign) -> list[str]:
    """The days typed one after the other; month and day alone are of the rounds' year. What lies in no round is taken,
    and said."""
    rounds, found = rounds_of(campaign), []
    for words in words_apart(entered("days")):
        day = read_round_day(words, rounds)
        if day is None:
            raise Problem("not_right", field="days", why=t(f" {words} {NO_DAY[0]}", f"{words} {NO_DAY[1]}"))
        found.append(day)
    for n, days in by_round(found, rounds, campaign.mopup_days, None):
        if n is None and rounds:
            said = t("、", ", ").join(days)
            zh, en = f"注意：{said} 不在任何一轮里，请核对。", f"Beware: {said} lies in no round."
            flash(t(zh, en))
    return found


@blueprint.route("/<key>/posts/<post>/remove", methods=["GET", "POST"])
@needs("campaign.assign")
@asks_again
def remove_post(key: str, post: str) -> Any:
    """Remove a post where nothing was recorded."""
    campaign = campaign_of(key)
    row, used = posting.post_to_remove(campaign, post)
    if sent():
        removing.remove_post(campaign, row)
        return gone(url_for("campaigns.posts", key=key))
    return asking_page(campaign, place_said(row.name), used, "campaigns.posts")
