"""The page of a request that came to nothing: what is wrong, the way back, and what was typed, to be sent again.

Nothing is decided here: `fieldapp.web.responses` says which problem it is.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import g, render_template, request

from fieldapp.ground.problems import Problem
from fieldapp.ground.words import language
from fieldapp.web.forms import field_words
from fieldapp.web.gate import form_owner, from_here, typed

PASSING = ("form_expired", "server_fault", "busy", "disk_full")  # the same form may well be taken next time


def trouble_page(problem: Problem) -> str:
    """The problem as a page for people."""
    g.trouble = True  # the page asks nothing more of a database that may just have refused
    sent = problem.code in PASSING and request.method == "POST"
    again = _again() if sent else None
    said = problem.as_dict(language()) | {"sentence": _sentence(problem)}
    return render_template(
        "problem.html", problem=said, again=again, lost=sent and again is None, back=_back()
    )


def _sentence(problem: Problem) -> str:
    words = field_words(problem.field) if problem.field else None
    return Problem(problem.code, field=words, limit=problem.limit, **problem.words).sentence(language())


def _ours(address: str | None) -> bool:
    return bool(address) and urlsplit(address or "").netloc == request.host


def _back() -> str | None:
    """The page of ours one came from, unless it is the one that failed."""
    if not _ours(request.referrer) or (request.method == "GET" and request.referrer == request.url):
        return None
    return request.referrer


def _again() -> tuple[str, list[tuple[str, str]]] | None:
    """Address and fields of a form of ours that can be sent as it was, by who filled it in; a chosen file cannot, nor a
    password."""
    if request.method != "POST" or not from_here():
        return None
    if g.get("person") and form_owner() not in (None, g.person.id):
        return None  # filled in by whoever was signed in before
    fields = typed()
    if fields is None or any(file.filename for file in request.files.values()):
        return None
    return request.full_path.rstrip("?"), fields
