"""What the lines of the audit say, in words: the names of people, areas, campaigns, rounds and posts for their ids.

Reads only. A row that was removed since keeps the name it had.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from fieldapp.areas import tree
from fieldapp.areas.changes import UNIT_KINDS
from fieldapp.areas.codes import LEVEL_NAMES
from fieldapp.areas.latin.said import person_said, place_said
from fieldapp.campaigns.titles import campaign_said
from fieldapp.ground.words import language, t
from fieldapp.models.areas import Area
from fieldapp.models.audit import Audit
from fieldapp.models.campaigns import Assignment, Campaign, Post, Round
from fieldapp.models.people import Person
from fieldapp.records.code_words import FORMS, POST_KINDS
from fieldapp.records.permissions import ROLE_NAMES
from fieldapp.schedule import packaged
from fieldapp.sync.codes import LISTS
from fieldapp.web.forms import field_words

TABLES = {
    "area": ("地区", "area"),
    "area_change": ("地区变更", "area change"),
    "local_unit": ("小单位", "local unit"),
    "boundary": ("边界", "boundary"),
    "clinic": ("接种单位", "clinic"),
    "school": ("学校", "school"),
    "school_setting": ("学校查验的设置", "setting of the school check"),
    "school_report": ("上报的查验汇总表", "table of the school check handed in"),
    "survey": ("接种率调查", "coverage survey"),
    "survey_cluster": ("调查群", "survey cluster"),
    "lot": ("质量抽样的批", "lot"),
    "survey_setting": ("调查和快速评估的设置", "setting of surveys and quick checks"),
    "catchup_report": ("上报的补种汇总表", "summary of a catch-up handed in"),
    "catchup_campaign": ("查漏补种活动", "catch-up campaign"),
    "catchup_session": ("补种场次", "catch-up session"),
    "person_scope": ("人员的学校、调查群", "school or cluster of a person"),
    "person": ("人员", "person"),
    "person_area": ("人员的地区", "area of a person"),
    "campaign": ("活动", "campaign"),
    "round": ("轮次", "round"),
    "post": ("接种点", "post"),
    "assignment": ("分工", "assignment"),
    "child": ("儿童", "child"),
    "code": ("代码", "code"),
    "schedule": ("免疫程序", "schedule"),
    "office_session": ("电脑上的登录", "sessions"),
    "device": ("手机", "phone"),
    "list": ("摸底名单", "enumeration list"),
    "handover": ("代交的记录", "records handed over"),
    "operation": ("手机的记录", "record of a phone"),
}
ACTIONS = {
    "new": ("新增", "new"),
    "change": ("更改", "changed"),
    "delete": ("删除", "removed"),
    "import": ("导入", "import"),
    "load": ("换规则文件", "rule file loaded"),
    "take_back": ("撤回导入：", "import taken back: "),
    "end": ("退出", "ended"),
    "slip": ("打印登录条：", "sign-in slip printed: "),
    "give": ("改登记", "given to"),
    "relay": ("手机代交", "sent by another phone:"),
    "erase": ("清除个人信息：", "erased: "),
    "seen": ("看过了：", "seen: "),
    "aside": ("搁置：", "set aside: "),
    "unaside": ("放回待核实：", "put back to decide: "),
    "tried": ("查的编号对不上：", "numbers tried that fit no child: "),
    "unseen": ("放回未看：", "put back: "),
}
VALUES = {
    "rename": ("改名", "renamed"),
    "merge": ("合并", "merged"),
    "split": ("拆分", "split"),
    "recode": ("换代码", "recoded"),
    "draft": ("筹备", "draft"),
    "open": ("进行中", "open"),
    "closed": ("已结束", "closed"),
    "sia": ("补充免疫", "supplementary"),
    "catchup": ("补种", "catch-up"),
    **LEVEL_NAMES,
    **UNIT_KINDS,
    **ROLE_NAMES,
    **FORMS,
    **POST_KINDS,
    **LISTS,
}
HIDDEN = {"version", "closed_at", "geometry", "id", "slip", "password_hash", "key"}
HIDDEN |= {
    "pinyin",
    "initials",
    "token_hash",
    "token_until",
    "token_ended_at",
    "token_ended_how",
    "seen",
    "app",
}
HIDDEN |= {"browser", "agent", "made", "last_used", "until", "ended_at", "ended_how", "clock_off_s", "office"}
HIDDEN |= {"created", "last_seen", "stopped_at", "import", "figures", "marks", "design", "frame", "paper"}
NAMED = ("campaign", "round", "post")
Names = dict[str, str]


def names_of(session: Session, lines: Sequence[Audit]) -> Names:
    """What everything these lines speak of by an id or a code is called."""
    named = {one for line in lines for one in (line.row, *line.row.split("/"), *_ids(line))}
    people = session.execute(select(Person.id, Person.name).where(Person.id.in_(named)))
    areas = tree.names(session.connection(), named)
    found = {row.id: person_said(row.name) for row in people}
    found |= {code: f"{place_said(name)} {code}" for code, name in areas.items()}
    found |= {product["id"]: _product(product) for product in packaged().products}
    return found | _campaigns(session, named) | _work(session, named)


def _work(session: Session, named: set[str]) -> Names:
    """Which village or post was given to whom in which round, by the key of the assignment, also where it is ended."""
    query = select(Assignment.key, Area.name, Person.name.label("who"), Round.n, Campaign)
    query = query.join(Area, Area.code == Assignment.area).join(Person, Person.id == Assignment.person)
    query = query.join(Round, Round.key == Assignment.round).join(Campaign, Campaign.key == Round.campaign)
    rows = session.execute(query.where(Assignment.key.in_(named)))
    return {row.key: _given_to(row) for row in rows}


def _given_to(row: Any) -> str:
    where = f"{campaign_said(row.Campaign)} {t(f'第{row.n}轮', f'round {row.n}')}"
    return f"{place_said(row.name)} {person_said(row.who)}{t(f'（{where}）', f' ({where})')}"


def _ids(line: Audit) -> Iterable[str]:
    for text in (line.before, line.after):
        for value in _said(text).values():
            yield from map(str, value if isinstance(value, list) else [value])


def _campaigns(session: Session, named: set[str]) -> Names:
    """Names of campaigns, rounds and posts; of those removed, from the line that says so."""
    gone = _removed(session, named)
    rounds: dict[str, tuple[str, int]] = {row["key"]: (row["campaign"], row["n"]) for row in gone["round"]}
    query = select(Round.key, Round.campaign, Round.n)
    rounds |= {r.key: (r.campaign, r.n) for r in session.execute(query.where(Round.key.in_(named)))}
    wanted = named | {campaign for campaign, _n in rounds.values()}
    found = {row["key"]: row["name"] for table in ("campaign", "post") for row in gone[table]}
    for of in (Campaign, Post):
        found |= {
            row.key: row.name for row in session.execute(select(of.key, of.name).where(of.key.in_(wanted)))
        }
    for key, (campaign, n) in rounds.items():
        found[key] = f"{found.get(campaign, '')} {t(f'第{n}轮', f'round {n}')}".strip()
    return found


def _removed(session: Session, named: set[str]) -> dict[str, list[dict[str, Any]]]:
    query = select(Audit.table, Audit.after).where(Audit.action == "delete", Audit.table.in_(NAMED))
    found: dict[str, list[dict[str, Any]]] = {table: [] for table in NAMED}
    for table, after in session.execute(query.where(Audit.row.in_(named))):
        found[table].append(_said(after))
    return found


def _said(text: str | None) -> dict[str, Any]:
    """The fields of a line, lists as lists; a rule file is kept as its own text, which has none."""
    fields: dict[str, Any] = json.loads(text) if text and text.startswith("{") else {}
    return {name: _listed(value) for name, value in fields.items()}


def _listed(value: Any) -> Any:
    if isinstance(value, str) and value.startswith("["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def what(line: Audit, names: Names) -> str:
    """Action and table of a line, and which row it was where its fields do not say."""
    words = (
        f"{t(*ACTIONS.get(line.action, (line.action,) * 2))} {t(*TABLES.get(line.table, (line.table,) * 2))}"
    )
    row = line.row.split("/") if line.table == "person_area" else [line.row]
    which = (
        " ".join(names.get(one, "") for one in row).strip()
        if line.action in ("change", "delete", "end", "give")
        else None
    )
    return f"{words}{t('：', ': ')}{which}" if which else words


def changes(line: Audit, names: Names) -> list[tuple[str | None, ...]]:
    """Field, what was said before and after, in words; of a new row only what was said."""
    before, after = _said(line.before), _said(line.after)
    fields = before if line.action == "change" else after
    found = ((name, before.get(name), after.get(name)) for name in fields if name not in HIDDEN)
    shown = ((name, _word(old, names), _word(new, names)) for name, old, new in found if old != new)
    say = SAID.get(line.table, str) if language() == "en" else str
    return [(field_words(name), *_names(name, say, old, new)) for name, old, new in shown]


def _names(field: str, say: Callable[[str], str], *values: str | None) -> tuple[str | None, ...]:
    """Values as they stand; those of a name as it is said."""
    return tuple(say(value) if value and field == "name" else value for value in values)


SAID = {
    "area": place_said,
    "clinic": place_said,
    "school": place_said,
    "post": place_said,
    "local_unit": place_said,
    "person": person_said,
}


def _product(product: dict[str, Any]) -> str:
    name = product[language()]
    return name if name == product["id"] else name + t("（%s）", " (%s)") % product["id"]


def _word(value: Any, names: Names) -> str | None:
    if isinstance(value, list):
        return t("、", ", ").join(str(_word(one, names)) for one in value) or None
    if isinstance(value, bool):
        return t("是", "yes") if value else t("否", "no")
    if isinstance(value, str) and value in VALUES:
        return t(*VALUES[value])
    return None if value is None else names.get(str(value), str(value))
