"""Names as they are said on a page: in Chinese as they are, in English with the same in Latin letters beside.

The one door: templates have it as filters (`{{ village | place }}`, `{{ child | person }}`), views, sheets and papers
call it where they put names together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from flask import has_request_context

from fieldapp.areas.romanised import person_in_latin, place_in_latin
from fieldapp.ground.words import language


def place_said(name: str | None, lang: str | None = None) -> str:
    """A place, clinic or post: `大木桥村`, in English `大木桥村 Damuqiao Village`; of several (`大木桥村、新村`) each.
    `lang`: where not the page's."""
    return "、".join(_beside(one, place_in_latin, lang) for one in (name or "").split("、"))


def person_said(name: str | None, lang: str | None = None) -> str:
    """A person: `王建国`, in English `王建国 Wang Jianguo`; a description (邻镇住户) as it stands."""
    return _beside(name, person_in_latin, lang)


def places_said(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """(code, name) pairs of a choice, the names as they are said."""
    return [(code, place_said(name)) for code, name in pairs]


def _beside(name: str | None, in_latin: Callable[[str], str], lang: str | None) -> str:
    in_english = lang == "en" if lang or not has_request_context() else language() == "en"
    if not name or not in_english:  # what commands print is read again by programs
        return name or ""
    written, _, beside = name.partition(" ")
    if beside and beside == in_latin(written):  # it is said already
        return name
    latin = in_latin(name)
    return f"{name} {latin}" if latin else name
