"""How every answer leaves: blueprints, the one place that renders problems, headers, who writes.

Nothing here decides anything about children; `fieldapp/capabilities.py` names the pages there are.
"""

from __future__ import annotations

import errno
import secrets
from collections.abc import Iterable
from importlib import import_module
from typing import Any

import jinja2.runtime
from flask import Blueprint, Flask, Response, current_app, g, jsonify, redirect, request
from flask.json.provider import DefaultJSONProvider
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from fieldapp.ground.clock import today
from fieldapp.ground.db import only_reads_follow, writes_follow
from fieldapp.ground.problems import CATALOGUE, BadInput, Problem
from fieldapp.ground.showing import plain
from fieldapp.ground.words import language, t
from fieldapp.web.error_page import trouble_page
from fieldapp.web.forms import problem_at, problem_words

COOKIES: dict[str, Any] = {
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "SESSION_COOKIE_NAME": "fieldapp",
    "WTF_CSRF_TIME_LIMIT": None,
    "MAX_CONTENT_LENGTH": 32 * 2**20,  # nobody fills the disk with a form, signed in or not
    "COMPRESS_ALGORITHM": ["br", "gzip"],
    "COMPRESS_MIMETYPES": [
        "text/html",
        "text/css",
        "application/javascript",
        "text/javascript",
        "application/json",
        "application/geo+json",
        "image/svg+xml",
        "application/manifest+json",
    ],
}
csrf = CSRFProtect()
STATUS_CODES = {400: "bad_request", 401: "sign_in_again", 403: "not_allowed", 404: "not_found"}
BUSY_S = "30"  # when to come again to a server that is busy or full
STATUS_CODES |= {405: "wrong_method", 413: "too_large", 429: "slow_down"}


def blueprints(modules: Iterable[str]) -> list[Blueprint]:
    """The blueprints of these modules, each once: several modules may add their pages to one.

    Raises:
        BadInput: a module is not there, cannot be loaded, or has no pages: the server does not start without it.
    """
    return list(dict.fromkeys(_blueprint_of(name) for name in modules))


def _blueprint_of(name: str) -> Blueprint:
    try:
        return _checked(import_module(name).blueprint)
    except Exception as wrong:
        said = f"The pages of {name} cannot be loaded ({type(wrong).__name__}: {wrong})."
        raise BadInput(
            f"{said} Install fieldapp again, or take it out of fieldapp/capabilities.py."
        ) from wrong


def _checked(blueprint: Any) -> Blueprint:
    if not isinstance(blueprint, Blueprint):
        raise TypeError("its 'blueprint' is none")
    return blueprint


def register(app: Flask, found: Iterable[Blueprint]) -> None:
    """Put every room's pages on the application.

    Raises:
        BadInput: two of them claim one name, or one of them cannot be put there: the server does not start.
    """
    for blueprint in found:
        try:
            app.register_blueprint(blueprint)
        except Exception as wrong:
            raise BadInput(
                f"The pages of {blueprint.import_name} cannot be registered ({type(wrong).__name__}: {wrong})."
            ) from wrong


class Json(DefaultJSONProvider):
    """JSON as people read it; half a character, which UTF-8 cannot say, is escaped."""

    ensure_ascii, sort_keys = False, False

    def dumps(self, obj: Any, **options: Any) -> str:
        """The text of an answer, which can always be sent."""
        words = super().dumps(obj, **options)
        try:
            words.encode()
        except UnicodeEncodeError:
            return super().dumps(obj, **options | {"ensure_ascii": True})
        return words


def wants_json() -> bool:
    """True for the API, and for a page's script that asks for nothing else: errors are `{"problem": …}`."""
    asked = request.headers.get("Accept") == "application/json"
    return asked or request.path in ("/alive", "/api") or request.path.startswith("/api/")


def body_up_to(limit: int) -> bytes:
    """The body of this request, read no further than the limit, however it is sent.

    Raises:
        Problem: `too_large`; `not_json` when the connection broke off, whatever the part that came looks like.
    """
    if (request.content_length or 0) > limit:
        raise Problem("too_large", limit=limit)
    request.max_content_length = limit + 1
    body = request.get_data()
    if len(body) > limit:
        raise Problem("too_large", limit=limit)
    if len(body) < (request.content_length or 0):
        raise Problem("not_json")
    return body


def render_problem(problem: Problem) -> tuple[Response | str, int, dict[str, str]]:
    """A refusal as JSON for the API, as a page for people."""
    if wants_json():
        return jsonify(problem=problem.as_dict(language())), problem.status, _what_next(problem)
    return trouble_page(problem), problem.status, _what_next(problem)


def _what_next(problem: Problem) -> dict[str, str]:
    """What HTTP itself has a word for: how to prove who one is, when to come again."""
    if problem.status == 401:
        return {"WWW-Authenticate": "Bearer"}
    if problem.status == 429:
        return {"Retry-After": str(60 * (problem.limit or 1))}
    return {"Retry-After": BUSY_S} if problem.status == 503 else {}


def _from_http(error: HTTPException) -> Any:
    if error.code and error.code < 400:
        return error
    code = (
        "form_expired"
        if isinstance(error, CSRFError)
        else STATUS_CODES.get(error.code or 500, "server_fault")
    )
    if isinstance(error, MethodNotAllowed) and (page := _page_above()):
        return redirect(page)
    problem = Problem(code)
    if code == "too_large" and not wants_json():
        problem = Problem("file_too_large", limit=current_app.config["MAX_CONTENT_LENGTH"] // 2**20)
    answer, status, next_ = render_problem(problem)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        next_ |= {"Allow": ", ".join(sorted(error.valid_methods))}
    return answer, status, next_


def _page_above() -> str | None:
    """The page a form's address belongs to, for who asks for the address itself (Enter after a refusal): the nearest
    one above it; None where it is no form of the office."""
    if request.method not in ("GET", "HEAD") or wants_json():
        return None
    adapter, path = current_app.create_url_adapter(request), request.path
    while adapter and path != "/":
        path = path.rstrip("/").rpartition("/")[0] or "/"
        if adapter.test(path, "GET"):
            return path
    return None


def _from_database(error: OperationalError) -> Any:
    words = str(error.orig).lower()
    code = (
        "disk_full"
        if "full" in words or "no space" in words
        else "busy"
        if "locked" in words or "connection" in words
        else "server_fault"
    )
    if code == "server_fault":
        current_app.logger.error("The database refused: %s", error.orig, exc_info=error)
    return render_problem(Problem(code))


def _from_disk(error: OSError) -> Any:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return render_problem(Problem("disk_full"))
    raise error


PARTS = ("text/css", "text/javascript", "image/png", "application/manifest+json")  # parts of pages


def _headers(response: Response) -> Response:
    """Security headers; what is a part of a page stands under the page's policy, and carries none over a slow line."""
    if response.mimetype not in PARTS:
        nonce = g.get("nonce")
        inline = f" 'nonce-{nonce}'" if nonce else ""
        response.headers.setdefault("Content-Security-Policy", policy(inline))
        response.headers.setdefault("Referrer-Policy", "same-origin")
    if g.get("person") is not None:  # a shared computer keeps no page of children's names after signing out
        response.headers.setdefault("Cache-Control", "private, no-store")
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    return response


def policy(inline: str = "", wasm: str = "") -> str:
    """What a page may load: from here alone. `inline` is the nonce of its own scripts and styles; `wasm` lets it run
    WebAssembly."""
    return (
        f"default-src 'self'; script-src 'self'{wasm}{inline}; style-src 'self'{inline}; "
        "img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
    )


def nonce() -> str:
    """This answer's nonce, made when a page first asks for it."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


def _who_writes() -> None:
    (only_reads_follow if request.method in ("GET", "HEAD", "OPTIONS") else writes_follow)()


def _no_nul() -> None:
    """A NUL is nobody's name, and one database cannot even be asked about it. (What phones send is JSON, and is
    judged operation by operation.)"""
    said = request.args if wants_json() else request.values
    if "\x00" in request.path or any("\x00" in value for _name, value in said.items(multi=True)):
        raise Problem("bad_request", field="\\0")


def _fit_to_be_written(value: Any) -> Any:
    """Whatever a template writes: text without what no page can hold (`fieldapp.ground.showing`)."""
    if not isinstance(value, str) or value.isprintable():
        return value
    return type(value)(plain(value))


class _Template(jinja2.Template):
    """A template whose parts are made once a process: every page has the words that every other has, so an import need
    not look for those of one page alone."""

    def _get_default_module(self, ctx: jinja2.runtime.Context | None = None) -> Any:
        return super()._get_default_module()


def install(app: Flask) -> None:
    """Put error rendering, CSRF, headers and template words on the application."""
    csrf.init_app(app)
    app.json = Json(app)
    app.before_request(_who_writes)
    app.before_request(_no_nul)
    app.after_request(_headers)
    app.teardown_request(lambda _error: only_reads_follow())
    app.register_error_handler(Problem, render_problem)
    app.register_error_handler(HTTPException, _from_http)
    app.register_error_handler(OperationalError, _from_database)
    app.register_error_handler(OSError, _from_disk)
    app.jinja_env.template_class = _Template
    app.jinja_env.finalize = _fit_to_be_written
    app.jinja_env.globals.update(nonce=nonce, language=language, t=t)
    app.jinja_env.globals.update(problem_words=problem_words, problem_at=problem_at)
    app.jinja_env.globals.update(typed_today=lambda: today().strftime("%Y%m%d"))
    assert set(STATUS_CODES.values()) <= set(CATALOGUE)
