"""Pages that give work to people: posts, and villages or posts assigned for a round, typed or from a sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for

from fieldapp.campaigns.figures.units import list_name
from fieldapp.campaigns.plan import copying, giving
from fieldapp.campaigns.plan.assign_sheet import COLUMNS, read_sheet
from fieldapp.campaigns.plan.assign_table import as_shown, by_username, words_for
from fieldapp.campaigns.room import (
    areas_of,
    blueprint,
    campaign_of,
    campaigns_of,
    current_round,
    round_of,
    rounds_of,
)
from fieldapp.ground.parsing import read_count
from fieldapp.ground.problems import Problem
from fieldapp.ground.spreadsheets.cells import Words
from fieldapp.ground.subtrees import inside, overlap
from fieldapp.ground.words import language, t
from fieldapp.models.areas import Area
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.models.people import Person
from fieldapp.web.forms import asks_again, comes_back_to, entered, sent
from fieldapp.web.gate import may, needs
from fieldapp.web.marked import keep_marked
from fieldapp.web.workbooks import form_response, table_in, uploaded


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
    words["known"] = words_for(people)
    words["wrong"] = {name: t(*said) for name, said in wrong.items()}
    words["shown"] = ("", max((a.version for a, _p, _q in every), default=0), {})
    words["totals"] = {code: sum(a.expected or 0 for a, _p, _q in rows if a.area == code) for code in given}
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
    taken = giving.named_in(round_, request.form.get("take_back", ""))
    wrong = giving.save_table(campaign, round_, villages, request.form)
    if wrong:
        return _page(campaign, round_, wrong), 422
    if taken:
        _say_taken(campaign, *taken)
    else:
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
    _say_given(round_, area, person, _expected())
    _warn_if_heavy(campaign, [person])
    return redirect(url_for("campaigns.assignments", key=campaign.key, n=round_.n))


def _say_taken(campaign: Campaign, village: str, person: str) -> None:
    """Say what was taken back from whom, and how it is undone."""
    draft = campaign.state == "draft"  # in which nothing of it stays
    zh, en = ("", "") if draft else ("在“收回过的”里可以恢复。", " It can be given back under Taken back.")
    flash(t(f"已从 {person} 收回 {village}。{zh}", f"{village} is taken back from {person}.{en}"))


@blueprint.app_template_global()
def rounds_of_person(person: str, areas: list[str]) -> list[dict[str, Any]]:
    """The running and coming rounds in these areas: what a person has in each, and where villages are given in it."""
    if not may("campaign.assign"):
        return []
    work = {round_.key: names for _campaign, round_, names in giving.work_of(person)}
    found = []
    for campaign in campaigns_of(g.person.areas):
        round_ = current_round(campaign, rounds_of(campaign))
        if (
            campaign.state != "closed"
            and round_
            and round_.state == "open"
            and overlap(areas, areas_of(campaign))
        ):
            href = url_for("campaigns.assignments", key=campaign.key, n=round_.n)
            found.append(
                {"name": campaign.name, "n": round_.n, "href": href, "villages": work.get(round_.key, [])}
            )
    return found


@blueprint.app_template_global()
def round_of_village(code: str) -> dict[str, Any] | None:
    """The round of today in a village: its page there, and who is responsible; None where there is none to be seen."""
    for campaign in campaigns_of(g.person.areas) if may("campaign.see", code) else []:
        round_ = current_round(campaign, rounds_of(campaign))
        if campaign.state == "open" and round_ and inside(code, areas_of(campaign)):
            href = url_for("campaigns.overview", key=campaign.key, n=round_.n, area=code)
            people = giving.responsible_in(campaign, round_, code) if may("people.see", code) else []
            return {"name": campaign.name, "n": round_.n, "href": href, "people": people}
    return None


def _say_given(round_: Round, area: str, person: str, expected: int | None) -> None:
    """Say what was given to whom, and what is now expected of the village where several have it."""
    village, name = giving.name_of(Area, area), giving.name_of(Person, person)
    number = "" if expected is None else t(f"，预计 {expected} 名", f", {expected} children expected")
    flash(t(f"已把 {village} 分给 {name}{number}。", f"{village} is given to {name}{number}."))
    people, whole = giving.expected_in(round_, area)
    if people > 1:
        zh = f"注意：{village} 现在有 {people} 个人，预计数相加是 {whole} 名，计划完成率按 {whole} 名算。"
        en = f"{people} people have {village} now; {whole} children are expected of them together, which is its plan."
        flash(t(zh, en))


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
    lines, wrong = read_sheet(table, villages.words(), by_username(people))
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
    village, person = giving.end(campaign, round_of(campaign, n), assignment)
    _say_taken(campaign, village, person)
    return redirect(url_for("campaigns.assignments", key=key, n=n))


@blueprint.post("/<key>/rounds/<int:n>/assignments/<assignment>/restore")
@needs("campaign.assign")
@comes_back_to(assignments, "key", "n")
def restore_assignment(key: str, n: int, assignment: str) -> Any:
    """Give a village back to the person it was taken from."""
    campaign = campaign_of(key)
    round_ = round_of(campaign, n)
    row = giving.restore(campaign, round_, assignment)
    _say_given(round_, row.area, row.person, row.expected)
    return redirect(url_for("campaigns.assignments", key=key, n=n))


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
