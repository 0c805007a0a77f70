"""What is still to do before work can begin: one step after the other, each with the page where it is done.

Reads only. A page that would be empty shows these instead.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from flask import url_for
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from fieldapp.campaigns.room import current_round
from fieldapp.ground.subtrees import inside, overlap
from fieldapp.ground.words import t
from fieldapp.models.areas import Area
from fieldapp.models.campaigns import Assignment, Campaign, Post, Round
from fieldapp.models.people import Person, PersonArea
from fieldapp.models.records import Child
from fieldapp.web.gate import Who, may


@dataclass(frozen=True)
class Step:
    """One thing to do: whether it is done, what it is, and where (None: by somebody else)."""

    done: bool
    words: str
    href: str | None


def first_steps(session: Session, person: Who) -> list[Step]:
    """From an empty database to a campaign that is open."""
    areas, people = may("areas.edit"), may("people.staff")
    campaigns = campaigns_of(session, person)
    draft = next((c for c in campaigns if c.state == "draft"), None)
    making = "campaigns.plan" if draft else "campaigns.new"
    return [
        Step(
            _villages(session, person) > 0,
            t("导入乡镇和村", "Import townships and villages")
            + ("" if areas else t("（请管理员做）", " (the administrator does)")),
            url_for("area_changes.import_sheet") if areas else None,
        ),
        Step(
            _colleagues(session, person) > 0,
            t(
                "加上乡镇防保科、防保医生、接种人员、摸底员，打印登录条",
                "Add people and print their sign-in slips",
            )
            + ("" if people else t("（请管理员做）", " (the administrator does)")),
            url_for("people.import_sheet") if people else None,
        ),
        Step(bool(campaigns), t("新建活动", "Make a campaign"), url_for("campaigns.new")),
        Step(
            any(c.state != "draft" for c in campaigns),
            t(
                "加轮次、分村到人、导入名单，启动活动",
                "Add rounds, assign villages, import the list, open it",
            ),
            url_for(making, **({"key": draft.key} if draft else {})),
        ),
    ]


def campaigns_of(session: Session, person: Who) -> list[Campaign]:
    """Supplementary campaigns of which a part is the person's."""
    query = select(Campaign).where(Campaign.kind == "sia").order_by(Campaign.born_to.desc(), Campaign.key)
    return [c for c in session.scalars(query) if overlap(person.areas, json.loads(c.areas))]


def _villages(session: Session, person: Who) -> int:
    own = [Area.code.startswith(code, autoescape=True) for code in person.areas]
    query = select(func.count()).select_from(Area).where(Area.level == "village", or_(*own))
    return (session.scalar(query) or 0) if own else 0


def _colleagues(session: Session, person: Who) -> int:
    own = [PersonArea.area.startswith(code, autoescape=True) for code in person.areas]
    if not own:
        return 0
    here = select(PersonArea.person).where(PersonArea.until.is_(None), or_(*own))
    query = select(func.count()).select_from(Person)
    return session.scalar(query.where(Person.id != person.id, Person.active, Person.id.in_(here))) or 0


def plan_steps(session: Session, campaign: Campaign, rounds: list[Round], villages: list[str]) -> list[Step]:
    """From a new plan to an open campaign; `villages` are the campaign's."""
    key = campaign.key
    named = bool(campaign.document_no or campaign.document_name)
    listed = session.scalars(select(Child.package_area).where(Child.county == campaign.county).distinct())
    known = sum(1 for home in listed if inside(home or "", villages))
    first = current_round(campaign, rounds)
    given = _given(session, first, villages)
    posts = session.scalar(select(func.count()).select_from(Post).where(Post.campaign == key)) or 0
    assign = url_for("campaigns.assignments", key=key, n=first.n) if first else None
    return [
        Step(
            named, t("填写下达任务的文件", "Name the ordering document"), url_for("campaigns.edit", key=key)
        ),
        Step(bool(rounds), t("加轮次", "Add rounds"), "#rounds"),
        Step(
            known == len(villages) > 0,
            t(
                f"摸底名单：{len(villages)} 个村里 {known} 个有",
                f"Lists: {known} of {len(villages)} villages have one",
            ),
            url_for("campaigns.roster", key=key),
        ),
        Step(
            posts > 0,
            t(f"接种点：{posts} 个（可不设）", f"Posts: {posts} (optional)"),
            url_for("campaigns.posts", key=key),
        ),
        Step(
            given == len(villages) > 0,
            t(
                f"分村到人：{len(villages)} 个村里 {given} 个已分",
                f"Assignments: {given} of {len(villages)} villages",
            ),
            assign,
        ),
        Step(campaign.state != "draft", t("启动活动", "Open the campaign"), "#open"),
    ]


def _given(session: Session, round_: Round | None, villages: list[str]) -> int:
    if round_ is None:
        return 0
    query = select(Assignment.area).where(Assignment.round == round_.key, Assignment.ended.is_(None))
    return len({*session.scalars(query)} & {*villages})
