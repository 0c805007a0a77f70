"""The office's menu: which entries there are, and which of them a person sees."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, request, url_for

from fieldapp.accounts.web import may
from fieldapp.words import t


@dataclass(frozen=True)
class Entry:
    """One entry of the menu: the view it leads to, its text, and the right it needs."""

    endpoint: str
    zh: str
    en: str
    action: str


ENTRIES = (
    Entry("office.home", "总览", "Overview", "account.own"),
    Entry("campaigns.index", "行动", "Campaigns", "campaign.see"),
    Entry("areas.index", "地区", "Areas", "areas.see"),
    Entry("people.index", "人员", "People", "people.see"),
    Entry("sync.inbox", "收件箱", "Inbox", "inbox.see"),
    Entry("sync.phone_list", "手机", "Phones", "phones.see"),
    Entry("schedule.index", "免疫程序", "Schedule", "schedule.see"),
    Entry("codes.index", "代码表", "Code lists", "codes.edit"),
    Entry("erasure.index", "清除个人信息", "Erase a person", "erase"),
    Entry("office.help", "帮助", "Help", "account.own"),
)


def menu() -> list[dict[str, object]]:
    """Text, address and whether it is the current one, for every entry the signed-in person sees."""
    shown = (entry for entry in ENTRIES if entry.endpoint in current_app.view_functions and may(entry.action))
    return [
        {
            "text": t(entry.zh, entry.en),
            "href": url_for(entry.endpoint),
            "current": request.blueprint == entry.endpoint.partition(".")[0]
            and _here(url_for(entry.endpoint)),
        }
        for entry in shown
    ]


def _here(href: str) -> bool:
    return request.path == href or (href != "/" and request.path.startswith(f"{href}/"))
