"""Corrected rule files of the schedule: checked completely, then in use at once."""

from __future__ import annotations

from flask import current_app

from fieldapp.areas.tree import holds_every_county
from fieldapp.ground.clock import now
from fieldapp.ground.db import db
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import t
from fieldapp.models.audit import Audit
from fieldapp.models.reference import next_version
from fieldapp.models.settings import Setting
from fieldapp.schedule.rules.installed import LOADED, faults_of, install, provinces_of
from fieldapp.web.gate import Who

LARGEST = 200_000


def text_of(content: bytes) -> str:
    """The text of an uploaded file; empty for what is none, or is too large."""
    try:
        return content.decode("utf-8-sig") if len(content) <= LARGEST else ""
    except UnicodeDecodeError:
        return ""


def faults(text: str) -> list[str]:
    """Every fault of a rule file."""
    if not text.strip():
        zh = "请选一个 UTF-8 的 TOML 文件，不超过 200 kB。"
        return [t(zh, "Choose a TOML file in UTF-8, at most 200 kB.")]
    return faults_of(current_app.config["INSTANCE"], text)


def load(who: Who, text: str) -> str:
    """Put a file without faults to use, with a line of the audit; phones fetch their setup anew. Its name.

    Raises:
        Problem: `not_yours_alone`: rules hold for everybody's children, so who loads them has every county.
    """
    instance = current_app.config["INSTANCE"]
    for province in provinces_of(instance, text):
        if not holds_every_county(db.session.connection(), who.areas, province):
            raise Problem("not_yours_alone")
    name, _none = install(instance, text)
    db.session.merge(Setting(name=LOADED, value=str(next_version(db.session()))))
    db.session.add(Audit(at=now(), by=who.id, action="load", table="schedule", row=str(name), after=text))
    db.session.commit()
    return str(name)
