"""Who may do what: one table of role, action and own area. Pure.

Every role has a cell for every action: `own` (inside the areas given to the person), `any` (everywhere)
or `no`. An action is an operation kind of docs/sync.md, or something done on the office's pages.
docs/permissions.md is printed from this table by `fieldapp users permissions`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from fieldapp.records.kinds import KINDS as RECORDED
from fieldapp.records.kinds import prefix_of

ROLES = ("lister", "vaccinator", "clinic", "nurse", "surveyor", "supervisor", "observer", "administrator")
ROLE_NAMES = {
    "lister": ("摸底员", "enumerator"),
    "vaccinator": ("接种人员", "vaccinator"),
    "clinic": ("防保医生", "clinic doctor"),
    "nurse": ("校医（保健老师）", "school nurse"),
    "surveyor": ("调查员", "surveyor"),
    "supervisor": ("县疾控、乡镇防保科", "supervisor"),
    "observer": ("上级查看", "observer"),
    "administrator": ("管理员", "administrator"),
}
DESK_ROLES = ("clinic", "nurse", "supervisor", "observer", "administrator")  # who also works at a computer
STAFF = ("lister", "vaccinator", "nurse")  # whom clinic and township take on themselves
COUNTY_DIGITS, TOWNSHIP_DIGITS = 6, 9  # and the largest area they give
MARKS = {"o": "own", "a": "any", "-": "no"}


@dataclass(frozen=True)
class Action:
    """One row of the table: what it is called, and each role's cell in the order of `ROLES`."""

    name: str
    cells: dict[str, str]
    zh: str
    en: str


def _row(name: str, marks: str, zh: str, en: str) -> Action:
    cells = dict(zip(ROLES, (MARKS[mark] for mark in marks.split()), strict=True))
    return Action(name, cells, zh, en)


# columns: lister, vaccinator, clinic, nurse, surveyor, supervisor, observer, administrator
OPERATIONS = (
    *(_row(name, kind.rights, *kind.words) for name, kind in RECORDED.items()),
    _row("files", "o o o o o o - o", "上传照片", "send a photo"),
)
OFFICE = (
    _row("void_others", "- - - - - o - o", "撤销他人的记录", "take back another person's record"),
    _row("account.own", "a a a a a a a a", "自己的账号", "one's own account"),
    _row("areas.see", "a a a a a a a a", "查看地区", "see areas"),
    _row("areas.edit", "- - - - - - - o", "维护地区", "change areas and boundaries"),
    _row("units.edit", "- - o - - o - o", "维护农场、工地等小单位", "change local units of a village"),
    _row("clinics.see", "o o o o o o o o", "查看接种单位", "see clinics"),
    _row("clinics.edit", "- - - - - o - o", "维护接种单位", "add and change clinics"),
    _row("people.see", "- - o - - o - o", "查看人员", "see people"),
    _row("people.edit", "- - - - - - - o", "维护人员", "add and change people of every role"),
    _row(
        "people.staff",
        "- - o - - o - o",
        "添加、更改本乡镇的摸底员、接种人员、校医，打印登录条",
        "add and change enumerators, vaccinators and nurses of a township, print their slips",
    ),
    _row(
        "people.rights",
        "- - - - - o - o",
        "全县：定防保医生能不能添加本乡镇的人、打印登录条",
        "of a whole county: say whether clinic doctors take on people of their township",
    ),
    _row("phones.see", "- - o - - o - o", "查看手机", "see phones"),
    _row("phones.stop", "- - - - - o - o", "停用手机", "stop a phone"),
    _row("campaign.see", "o o o - o o o o", "查看活动进度", "see a campaign's coverage"),
    _row("campaign.plan", "- - - - - o - o", "制定活动", "plan a campaign"),
    _row("campaign.assign", "- - o - - o - o", "设点、分村到人", "set up posts and assign villages"),
    _row("campaign.open", "- - - - - o - o", "启动、结束活动", "open and close a campaign"),
    _row("children.see", "o o o - o o - o", "查看儿童个人信息", "see personal data of children"),
    _row(
        "school.see",
        "- - o o - o - o",
        "查看学校和学生（校医只看自己的学校，防保医生只看归其接种单位的学校）",
        "see schools and their pupils: a nurse her own, a clinic those that belong to it",
    ),
    _row("school.edit", "- - - - - o - o", "维护学校、幼儿园", "add and change schools and kindergartens"),
    _row("school.enrol", "- - o o - o - o", "编班、导入学生名册", "enrol pupils, bring in rosters"),
    _row("school.check", "- - o o - o - o", "查验接种证、再次查验", "check certificates, look again"),
    _row(
        "school.assess",
        "- - o - - o - o",
        "评估、补种、补证（接种单位）",
        "assess, catch up and re-issue, at the clinic's desk",
    ),
    _row("school.notices", "- - o o - o - o", "发补种、补证通知单，交名单", "give notices, hand lists over"),
    _row(
        "school.sums",
        "- - o o - o o o",
        "查看查验汇总数（不含姓名）",
        "see the sums of the school check, without names",
    ),
    _row("school.report", "- - o o - o - o", "上报查验汇总表", "hand in the tables of the school check"),
    _row(
        "school.settings",
        "- - - - - o - o",
        "定全县查验的符号、期限、文字",
        "set a county's marks, deadlines and texts of the check",
    ),
    _row("survey.see", "- - - - - o o o", "查看接种率调查的结果", "see what coverage surveys found"),
    _row(
        "survey.plan",
        "- - - - - o - o",
        "制定接种率调查、质量抽样，看访谈，出报告",
        "plan surveys and lots, look at interviews, make the report",
    ),
    _row(
        "catchup.see",
        "o o o - - o o o",
        "查看查漏补种活动（不含姓名）",
        "see campaigns of catch-up, without names",
    ),
    _row("catchup.plan", "- - - - - o - o", "制定、开始、结束查漏补种", "plan, open and close catch-up"),
    _row("catchup.notices", "- - o - - o - o", "发接种通知，排场次", "tell families, set up sessions"),
    _row("import", "- - o - - o - o", "导入名单和交接文件", "import rosters and handed-over files"),
    _row("export", "- - o - - o - o", "下载含个人信息的名单", "download lists with personal data"),
    _row("inbox.see", "- - o - - o - o", "查看待核实记录", "see held and refused records"),
    _row("inbox.mend", "- - - - - o - o", "处理待核实记录", "decide on held and refused records"),
    _row("schedule.see", "a a a a a a a a", "查看免疫程序", "see the schedule"),
    _row(
        "schedule.edit",
        "- - - - - - - a",
        "维护免疫程序（须管用到它的所有的县）",
        "change the schedule, for whoever has every county it holds for",
    ),
    _row("codes.edit", "- - - - - - - o", "维护本县的代码表", "extend code lists of one's county"),
    _row(
        "codes.common",
        "- - - - - - - o",
        "维护公用代码表（须管服务器上所有的县）",
        "change the common codes, for whoever has every county of the server",
    ),
    _row("audit.see", "- - - - - - - o", "查看修改记录", "see who changed what"),
    _row("erase", "- - - - - - - o", "清除个人信息", "erase a person's data"),
)
PHONE = (
    _row(
        "phone.villages",
        "o o o - - o - o",
        "手机带自己的村",
        "carry the children of one's villages on a phone",
    ),
    _row(
        "phone.school",
        "- - o o - - - -",
        "手机带自己的学校（防保医生带归其接种单位的学校）",
        "carry one's schools on a phone: a nurse her own, a clinic those that belong to it",
    ),
    _row("phone.cluster", "- - - - o o - -", "手机带自己的调查群", "carry one's survey clusters on a phone"),
    _row(
        "phone.check",
        "- - - - o o - o",
        "手机带自己地区的快速评估",
        "carry the quick checks of one's areas on a phone",
    ),
    _row("phone.doses", "- o o - - - - -", "手机记自己接种的剂次", "record own doses; others name the giver"),
    _row("phone.people", "o o o - - o - o", "手机带同事姓名", "carry the names of colleagues on a phone"),
)
BY_COUNTY = {"people.staff": ("clinic",)}  # what a county may keep from these roles (`people.rights`)
TABLE: dict[str, Action] = {action.name: action for action in (*OPERATIONS, *OFFICE, *PHONE)}
KINDS = frozenset(action.name for action in OPERATIONS)


def cell(role: str, action: str) -> str:
    """`own`, `any` or `no`. An action the table does not know is a mistake in the program: KeyError."""
    return TABLE[action].cells[role]


def is_own(areas: Iterable[str], area: str | None) -> bool:
    """True when one of `areas` is `area` or lies above it in the tree."""
    return area is not None and any(own and area.startswith(own) for own in areas)


def is_kept(role: str, action: str, area: str | None, withheld: Collection[str]) -> bool:
    """Whether the county of `area` is one of those that keep this right from the role (`withheld`, 6 digits each)."""
    return role in BY_COUNTY.get(action, ()) and area is not None and area[:COUNTY_DIGITS] in withheld


def allowed(
    role: str, action: str, areas: Iterable[str], area: str | None, withheld: Collection[str] = ()
) -> bool:
    """Whether a person of `role` with these own `areas` may do `action` in `area` (a division code); `withheld` are
    the counties that keep from the role what `BY_COUNTY` lets them keep."""
    if is_kept(role, action, area, withheld):
        return False
    reach = cell(role, action)
    return reach == "any" or (reach == "own" and is_own(areas, area))


def may_somewhere(
    role: str, action: str, areas: Iterable[str] | None = None, withheld: Collection[str] = ()
) -> bool:
    """Whether the role may do this at all, in its own areas at least: shows or hides a menu entry. Of a person with
    `areas`: in one of them."""
    if areas is not None and role in BY_COUNTY.get(action, ()):
        return any(not is_kept(role, action, area, withheld) for area in areas)
    return cell(role, action) != "no"


def operation_allowed(role: str, kind: str) -> bool:
    """Whether the role may record this kind of operation in its own areas; an unknown kind: no."""
    return kind in KINDS and may_somewhere(role, kind)


def roles_given(role: str) -> tuple[str, ...]:
    """The roles that somebody of this role may give to others."""
    if may_somewhere(role, "people.edit"):
        return ROLES
    return STAFF if may_somewhere(role, "people.staff") else ()


def may_give(
    role: str, areas: Iterable[str], given: str, area: str | None, withheld: Collection[str] = ()
) -> bool:
    """Whether a person of `role` with these own `areas` may take somebody on as `given` for `area`, or take it back."""
    if may_somewhere(role, "people.edit"):
        return allowed(role, "people.edit", areas, area)
    small = area is not None and len(area) >= TOWNSHIP_DIGITS
    return given in STAFF and small and allowed(role, "people.staff", areas, area, withheld)


def carries_villages(role: str) -> bool:
    """Whether the role's work needs the children of its villages on a phone, and it may see them at all."""
    return may_somewhere(role, "children.see") and may_somewhere(role, "phone.villages")


def is_carried(role: str, scope: str) -> bool:
    """Whether the role's work needs such a scope beside villages (`school:KEY`) on a phone."""
    prefix = prefix_of(scope)
    return prefix is not None and may_somewhere(role, f"phone.{prefix}")


def may_void_others(role: str) -> bool:
    """Whether the role may take back what somebody else recorded."""
    return may_somewhere(role, "void_others")


RULES = (
    "校医只看自己学校的孩子（`phone.school`），不看乡镇的儿童名单和轮次；没有归到学校的，什么都看不到。",
    "A school nurse sees the children of her school (`phone.school`), not those of the township nor its rounds; who "
    "belongs to no school sees none.",
    "一条记录归它自己所在的村，不归上报人写的村：改、撤销、合并、走访别村的儿童，要曾分管那个村，否则待核实；"
    "给站在面前的外村儿童接种照常计入。",
    "A record is judged by its own village, not by the one its sender writes: to edit, take back, join or visit a "
    "child of a village that was never one's own is held for that village's supervisor; dosing a child from "
    "elsewhere counts ([why](adr/0011-whose-record-it-is.md)). What a phone holds follows role and areas as they are "
    "now.",
)


def as_markdown() -> str:
    """The whole table as the page docs/permissions.md."""
    lines = [
        "# 谁能做什么 · Who may do what",
        "",
        "由 `fieldapp users permissions` 生成。Printed by `fieldapp users permissions`; a test keeps it current.",
        "",
        "`own`：只在分给自己的地区内 inside the areas given to the person · `any`：不限地区 everywhere · `–`：不能 no",
        "",
        "`*`：县里可以收回、再交给（人员页“防保医生的权限”）；没有说的县，照表 a county may keep it to "
        "itself and give it again (`people.rights`); one that says nothing gives it",
        "",
        *RULES,
    ]
    groups = (("现场记录 Records", OPERATIONS), ("办公室 Office", OFFICE), ("手机 Phone", PHONE))
    for title, actions in groups:
        lines += ["", f"## {title}", "", *_markdown_table(actions)]
    return "\n".join(lines) + "\n"


def _markdown_table(actions: tuple[Action, ...]) -> list[str]:
    head = ["action", "做什么 what", *(f"{zh} {role}" for role, (zh, _en) in ROLE_NAMES.items())]
    rows = [[f"`{a.name}`", f"{a.zh} · {a.en}", *_marks(a)] for a in actions]
    return ["| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *rows]]


def _marks(action: Action) -> list[str]:
    kept = BY_COUNTY.get(action.name, ())
    return [action.cells[role].replace("no", "–") + ("*" if role in kept else "") for role in ROLES]
