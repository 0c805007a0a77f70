"""The office's menu: the entries of the house and of the capabilities, and which of them a person sees."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, partial

from flask import Flask, current_app, g, request, url_for

from fieldapp.ground.problems import BadInput
from fieldapp.ground.words import language, t
from fieldapp.office.inbox.asking import how_many
from fieldapp.records.permissions import TABLE
from fieldapp.web.gate import may


@dataclass(frozen=True)
class Entry:
    """One entry of the menu: the view it leads to, its text, the right it needs, what the page is for, the blueprints
    beside its own whose pages belong to it, and whether one looks for it once in a while only."""

    endpoint: str
    zh: str
    en: str
    action: str
    purpose: tuple[str, str] = ("", "")
    of: tuple[str, ...] = ()
    seldom: bool = False


# Of a screen 1280 wide what is left for entries beside the product's name, the other language, a person's name and
# the way out, in the widths of a Chinese character; and what lies around each entry.
ROOM = {"zh": 46.0, "en": 33.5}
AROUND = 1.35
INBOX = "sync.inbox"
MORE = {"zh": "更多", "en": "More"}
HOME = Entry("office.home", "总览", "Overview", "account.own")
HOUSE = (  # after what the capabilities add
    Entry(
        "areas.index",
        "地区",
        "Areas",
        "areas.see",
        (
            "省市县乡村五级；村的合并、拆分、改名按日期登记，历史跟着走。",
            "the five-level tree; villages merge, split and are renamed with a date, history follows.",
        ),
        seldom=True,
    ),
    Entry(
        "clinics.index",
        "接种单位",
        "Clinics",
        "clinics.see",
        (
            "谁能接种：地址、电话、接种日，服务哪些村。",
            "who may vaccinate: place, telephone, days, villages served.",
        ),
        seldom=True,
    ),
    Entry(
        "people.index",
        "人员",
        "People",
        "people.see",
        ("谁能登录、管哪里；电话；登录条。", "who may sign in and for where; telephones; slips."),
        seldom=True,
    ),
    Entry(
        "sync.inbox",
        "待核实",
        "Inbox",
        "inbox.see",
        (
            "手机发来、还不能计数的记录；两边不一样的；缺档案的；交接文件。",
            "records that wait for a decision, differ or lack their child; files handed over.",
        ),
        of=("odd",),
    ),
    Entry(
        "phones.index",
        "手机",
        "Phones",
        "phones.see",
        ("每部手机最后一次上报的时间；丢了可以停用。", "when each phone was last heard of; stop a lost one."),
        seldom=True,
    ),
    Entry(
        "schedule.index",
        "免疫程序",
        "Schedule",
        "schedule.see",
        (
            "软件按什么规则判断，出处是什么；试一个孩子。",
            "the rules the software judges by, with their sources; try one child.",
        ),
        seldom=True,
    ),
    Entry(
        "codes.index",
        "代码表",
        "Code lists",
        "codes.edit",
        (
            "手机上可选的结果和原因；可以添加、停用。",
            "the results and reasons phones offer; add and retire them.",
        ),
        seldom=True,
    ),
    Entry(
        "erasure.index",
        "清除个人信息",
        "Erase a person",
        "erase",
        (
            "家长要求时，抹去一个孩子的姓名、电话等；统计不变。",
            "blanks one child’s name, phone and the like when a family asks; figures stay.",
        ),
        seldom=True,
    ),
    Entry(
        "office.help",
        "帮助",
        "Help",
        "account.own",
        ("每一部分是做什么的，从哪一步开始。", "what each part is for, and where to begin."),
        seldom=True,
    ),
)

SAYS_WHAT_WAITS = ("office", "sync", "odd")  # blueprints of the overview and the inbox


def install(app: Flask, of_capabilities: Iterable[Entry]) -> None:
    """Give an application its menu: home, what its capabilities add, the rest of the house.

    Raises:
        BadInput: an entry is there twice, leads nowhere, or needs a right that there is not.
    """
    entries = (HOME, *of_capabilities, *HOUSE)
    for entry in entries:
        if [one.endpoint for one in entries].count(entry.endpoint) > 1:
            raise BadInput(f"The menu names {entry.endpoint} twice.")
        if entry.endpoint not in app.view_functions or entry.action not in TABLE:
            raise BadInput(f"The menu's {entry.endpoint} is no page, or {entry.action} no right.")
    app.extensions["menu"] = entries


def menu() -> list[dict[str, object]]:
    """Text, address, purpose, how much waits there, whether it is the current one and whether it is folded away, for
    every entry the signed-in person sees."""
    entries = tuple(one for one in current_app.extensions["menu"] if may(one.action))
    shown = [(entry, url_for(entry.endpoint)) for entry in entries]
    current = _current(shown)
    folded = _folded(entries, language())
    return [
        {
            "text": t(entry.zh, entry.en),
            "href": href,
            "help": t(*entry.purpose),
            "count": _waiting() if entry.endpoint == INBOX else 0,
            "current": href == current,
            "folded": entry in folded,
        }
        for entry, href in shown
    ]


@cache
def _folded(entries: tuple[Entry, ...], language: str) -> frozenset[Entry]:
    """What does not stand in one line of a desk: what is seldom looked for, and then from the last on."""
    room, width = ROOM[language], partial(_width, language)
    if sum(map(width, entries)) <= room:
        return frozenset()
    folded, room = {entry for entry in entries if entry.seldom}, room - AROUND - _wide(MORE[language])
    stay = [entry for entry in entries if not entry.seldom]
    stay.sort(key=lambda entry: entry.endpoint != INBOX)  # which says how much waits: it goes last of all
    while len(stay) > 1 and sum(map(width, stay)) > room:
        folded.add(stay.pop())
    return frozenset(folded)


def _width(language: str, entry: Entry) -> float:
    return _wide({"zh": entry.zh, "en": entry.en}[language]) + AROUND


def _wide(words: str) -> float:
    """How wide words are, in the widths of a Chinese character."""
    return sum(1.0 if unicodedata.east_asian_width(one) == "W" else 0.62 for one in words)


def _waiting() -> int:
    """How many records wait for a decision in the areas of the person signed in. Said on the overview and in the inbox
    alone: to look through them takes longer than most pages."""
    if g.get("trouble") or request.blueprint not in SAYS_WHAT_WAITS:
        return 0
    if "waiting" not in g:  # a page may draw its menu twice
        g.waiting = how_many(g.person, ("held", "refused", "conflict"))[0]
    return int(g.waiting)


def _current(shown: list[tuple[Entry, str]]) -> str | None:
    """Where the entry leads that holds this page: one that names its blueprint, of two that hold it the nearer, or that
    of its blueprint where the page lies elsewhere (what is open of a school, under the address of the school)."""
    named = [href for entry, href in shown if request.blueprint in entry.of]
    own = [href for entry, href in shown if _is_of(entry)]
    here = sorted(filter(_here, own), key=len, reverse=True)
    return next(iter([*named, *here, *own]), None)


def _is_of(entry: Entry) -> bool:
    return request.blueprint == entry.endpoint.partition(".")[0]


def _here(href: str) -> bool:
    return request.path == href or (href != "/" and request.path.startswith(f"{href}/"))
