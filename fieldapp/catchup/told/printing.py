"""Slips of a catch-up as PDF."""

from __future__ import annotations

from collections.abc import Sequence

import typst

from fieldapp.accounts.slips import qr_svg
from fieldapp.areas.latin.said import person_said, place_said
from fieldapp.catchup.told.asking import Family, Told, sessions_said
from fieldapp.catchup.told.wording import Slip, Where, sheet_of
from fieldapp.ground.showing import shown
from fieldapp.ground.typesetting.typeset import NOTICE, typeset
from fieldapp.ground.words import language
from fieldapp.sync.from_office.notice_codes import address_of


def slips_as_pdf(
    told: Told, held: Sequence[Family], name: str, server: tuple[str, str], fonts: typst.Fonts
) -> bytes:
    """The file's bytes, two slips a page; `held`: families whose slip is out, `server`: its address, and the secret
    that numbers are signed with.

    Raises:
        Problem: `no_chinese_font`, `no_glyph`.
    """
    lang, sessions = language(), sessions_said(told)
    where = Where(place_said(told.where.name), told.where.address, told.where.phone, told.where.days)
    sheets = [
        sheet_of(_slip(told, one), where, sessions, told.plan.last_day, told.on, lang, _code(one, server))
        for one in held
        if one.slip
    ]
    return typeset(NOTICE, {"name": name, "language": lang, "sheets": sheets}, fonts)


def _code(one: Family, server: tuple[str, str]) -> str:
    address, secret = server
    number = one.slip.number if one.slip else None
    return qr_svg(address_of(address, number, secret)) if number else ""


def _slip(told: Told, one: Family) -> Slip:
    child, slip = one.story.case.child, one.slip
    village = place_said(told.villages.get(child.village, child.village))
    home = " ".join(filter(None, (village, child.home.get("group"), child.home.get("door"))))
    name = person_said(shown(child.fields.get("name")))
    number, on = (slip.number or "", slip.on) if slip else ("", told.on)
    return Slip(number, name, shown(home), one.story.case.open, on)
