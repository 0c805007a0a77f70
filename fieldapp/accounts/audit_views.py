"""The page that says who changed what in the office, and what was said before."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, g, render_template, request
from sqlalchemy import Select, or_, select

from fieldapp.accounts import directory
from fieldapp.accounts.models import Person
from fieldapp.accounts.permissions import ROLE_NAMES
from fieldapp.accounts.web import needs
from fieldapp.areas import tree
from fieldapp.areas.changes import UNIT_KINDS
from fieldapp.areas.codes import LEVEL_NAMES, span
from fieldapp.db import db
from fieldapp.forms import field_words
from fieldapp.lists import listing
from fieldapp.sync.models import Audit
from fieldapp.words import t

blueprint = Blueprint("audit", __name__)
TABLES = {
    "area": ("地区", "area"),
    "area_change": ("地区变更", "area change"),
    "local_unit": ("小单位", "local unit"),
    "boundary": ("边界", "boundary"),
    "person": ("人员", "person"),
    "person_area": ("人员的地区", "area of a person"),
    "campaign": ("行动", "campaign"),
    "round": ("轮次", "round"),
    "post": ("接种点", "post"),
    "assignment": ("分工", "assignment"),
    "child": ("儿童", "child"),
    "code": ("代码", "code"),
    "schedule": ("免疫程序", "schedule"),
}
ACTIONS = {
    "new": ("新增", "new"),
    "change": ("更改", "changed"),
    "delete": ("删除", "deleted"),
    "import": ("导入", "import"),
    "load": ("换规则文件", "rule file loaded"),
    "erase": ("清除个人信息：", "erased: "),
}
VALUES = {
    "rename": ("改名", "renamed"),
    "merge": ("合并", "merged"),
    "split": ("拆分", "split"),
    "recode": ("换代码", "recoded"),
    "draft": ("筹备", "draft"),
    "open": ("进行中", "open"),
    "closed": ("已结束", "closed"),
    **LEVEL_NAMES,
    **UNIT_KINDS,
    **ROLE_NAMES,
}
HIDDEN = {
    "version",
    "closed_at",
    "geometry",
    "id",
    "issued_at",
    "password_hash",
    "key",
    "session_epoch",
    "pinyin",
    "initials",
}


@blueprint.get("/audit")
@needs("audit.see")
def index() -> str:
    """What people of one's own areas changed, newest first."""
    page = listing(db.session, _lines(request.args.get("table", "")))
    tables = [("", t("全部", "all")), *((table, t(*names)) for table, names in TABLES.items())]
    names = _names([line for line, _by in page.rows])
    said = {"tables": tables, "table": request.args.get("table", ""), "names": names}
    return render_template("people/audit.html", page=page, **said)


def _names(lines: Sequence[Audit]) -> dict[str, str]:
    """What the people and areas that lines speak of are called."""
    named = {
        str(value) for line in lines for text in (line.before, line.after) for value in _said(text).values()
    }
    named |= {line.row for line in lines}
    people = {
        row.id: row.name
        for row in db.session.execute(select(Person.id, Person.name).where(Person.id.in_(named)))
    }
    return people | {
        code: f"{name} {code}" for code, name in tree.names(db.session.connection(), named).items()
    }


def _said(text: str | None) -> dict[str, Any]:
    """The fields of a line; a rule file is kept as its own text, which has none."""
    return json.loads(text) if text and text.startswith("{") else {}


def _lines(table: str) -> Select[Any]:
    """Lines by people of one's own areas, and what a command did to one's own areas."""
    own = g.person.areas
    mine = directory.people(own, state="all").order_by(None).with_only_columns(Person.id)
    of_areas = or_(False, *(Audit.row.between(*span(area)) for area in own))
    shown = or_(Audit.by.in_(mine), Audit.by.is_(None) & (Audit.table == "area") & of_areas)
    query = select(Audit, Person.name).outerjoin(Person, Person.id == Audit.by).where(shown)
    return (query.where(Audit.table == table) if table else query).order_by(Audit.id.desc())


@blueprint.app_template_global()
def audit_words(line: Audit, names: dict[str, str]) -> str:
    """Table and action of a line in the language of the page."""
    return (
        f"{t(*ACTIONS.get(line.action, (line.action,) * 2))} {t(*TABLES.get(line.table, (line.table,) * 2))}"
    )


@blueprint.app_template_global()
def audit_changes(line: Audit, names: dict[str, str]) -> list[tuple[str, str | None, str | None]]:
    """Field, what was said before and after, in words; of a new row only what was said."""
    before, after = _said(line.before), _said(line.after)
    fields = before if line.action == "change" else after
    found = ((name, before.get(name), after.get(name)) for name in fields if name not in HIDDEN)
    return [
        (field_words(name), _word(old, names), _word(new, names)) for name, old, new in found if old != new
    ]


def _word(value: Any, names: dict[str, str]) -> str | None:
    if isinstance(value, bool):
        return t("是", "yes") if value else t("否", "no")
    if isinstance(value, str) and value in VALUES:
        return t(*VALUES[value])
    return None if value is None else names.get(str(value), str(value))
