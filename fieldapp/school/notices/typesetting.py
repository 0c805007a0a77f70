"""The notices of a class as PDF: what `NOTICE` is told of each, with the code that leads back to it."""

from __future__ import annotations

from collections.abc import Sequence

import typst

from fieldapp.accounts.slips import qr_svg
from fieldapp.areas.latin.said import person_said, place_said
from fieldapp.ground.clock import today
from fieldapp.ground.showing import shown
from fieldapp.ground.typesetting.typeset import NOTICE, typeset
from fieldapp.schedule.in_use import programme_in_use
from fieldapp.school.classes.left import OneOf
from fieldapp.school.classes.telling import Gap, gaps_of
from fieldapp.school.engine import assessed
from fieldapp.school.notices import wording
from fieldapp.school.notices.looking import ClassNotices, Held
from fieldapp.school.notices.owed import ASSESSMENT, CERTIFICATE, DOSES
from fieldapp.school.settings import LONGEST_TEXT
from fieldapp.sync.from_office.notice_codes import address_of


def notices_as_pdf(
    of: ClassNotices, held: Sequence[Held], language: str, server: tuple[str, str, str], fonts: typst.Fonts
) -> bytes:
    """The file's bytes, two notices a page.

    Args:
        held: those to print, all of them issued.
        server: its address, the secret that numbers are signed with, and the folder of its instance.
        fonts: as `fonts_of` has them.

    Raises:
        Problem: `no_chinese_font`, `no_glyph`.
    """
    address, secret, instance = server
    around = _around(of, language)
    many = []
    for one, paper in held:
        number = paper.notice.number if paper.notice else None
        code = qr_svg(address_of(address, number, secret)) if number else ""
        gaps = _gaps(one, of, instance) if paper.items else []
        many.append((wording.Of(*one, paper, person_said(shown(one.pupil.name), language), gaps), code))
    said = {"name": around.said("通知单", "notices"), "language": language}
    return typeset(NOTICE, said | {"sheets": wording.sheets_of(many, around)}, fonts)


def _around(of: ClassNotices, language: str) -> wording.Around:
    school, clinic = of.found.school, of.clinic
    where = wording.Clinic()
    if clinic is not None:
        words = [shown(each) for each in (clinic.address, clinic.phone, clinic.days)]
        where = wording.Clinic(place_said(clinic.name, language), *words)
    sender = wording.School(place_said(school.name, language), school.phone or "")
    names = {key: place_said(shown(name), language) for key, name in of.clinics.items()}
    settings = of.settings
    texts = {DOSES: settings.notice_text, CERTIFICATE: settings.reissue_text}
    texts = {
        kind: shown(text, most=LONGEST_TEXT)
        for kind, text in (texts | {ASSESSMENT: settings.unassessed_text}).items()
    }
    return wording.Around(language, settings.catch_up_days, texts, sender, where, names, today())


def _gaps(one: OneOf, of: ClassNotices, instance: str) -> list[Gap]:
    """The gaps of a pupil as its page has them: first days and conditions are the schedule's."""
    pupil, on = one.pupil, today().isoformat()
    doses = [(product, day) for product, day, _source in pupil.doses]
    states = [state for state in pupil.states if state[2] != "refused"]
    rules = programme_in_use(instance, of.found.school.area)
    answer = assessed(pupil.born, pupil.fields.get("sex"), doses, states, on, rules)
    return gaps_of(answer, one.outcome, pupil.born)
