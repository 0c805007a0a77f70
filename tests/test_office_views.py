"""Views of the office parse, call one verb and answer: short, and without a word to the database."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from fieldapp import capabilities

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "fieldapp"
MOST_LINES = 15  # of a view's body, its docstring and marks not counted
ROUTES = ("route", "get", "post", "put", "delete")
TALK = {"db", "session", "connection", "engine", "select", "reading", "writing", "let_go", "execute"}
TALK |= {"scalar", "scalars", "commit", "rollback", "flush", "merge_rows", "only_reads_follow"}
GIVEN = (
    "g",
    "request",
)  # what Flask keeps of a request: `g.session` is a word, not a session of the database
PHONES = (
    PACKAGE / "sync" / "phone_api"
)  # phones speak to these; what they say goes straight into the database


def page_files() -> list[Path]:
    """Every module with views, the phone's own among them."""
    named = [ROOT.joinpath(*name.split(".")).with_suffix(".py") for name in capabilities.page_modules()]
    called = [file for file in PACKAGE.rglob("*views.py") if file not in named]
    return sorted([*named, *called])


def office_files() -> list[Path]:
    """Modules with views of the office."""
    return [file for file in page_files() if PHONES not in file.parents]


def is_given(node: ast.AST) -> bool:
    """Whether this is what Flask keeps of a request."""
    return isinstance(node, ast.Name) and node.id in GIVEN


def talk_in(source: str) -> set[str]:
    """The words with which a module speaks to the database."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if module.split(".")[0] == "sqlalchemy" or module == "fieldapp.ground.db":
                found.add(module)
        elif isinstance(node, ast.Import):
            found |= {one.name for one in node.names if one.name.split(".")[0] == "sqlalchemy"}
        elif isinstance(node, ast.Name) and node.id in TALK:
            found.add(node.id)
        elif isinstance(node, ast.Attribute) and node.attr in TALK and not is_given(node.value):
            found.add(node.attr)
    return found


def is_view(node: ast.AST) -> bool:
    """Whether a function answers an address."""
    marks = node.decorator_list if isinstance(node, ast.FunctionDef) else []
    calls = [mark.func for mark in marks if isinstance(mark, ast.Call)]
    return any(isinstance(call, ast.Attribute) and call.attr in ROUTES for call in calls)


def lines_of(function: ast.FunctionDef) -> int:
    """How many lines its body has, without the docstring."""
    first = function.body[0]
    said = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    body = function.body[1:] if said else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def long_views(source: str) -> dict[str, int]:
    """Views longer than a view may be, with their lines."""
    views = [
        node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef) and is_view(node)
    ]
    return {view.name: lines_of(view) for view in views if lines_of(view) > MOST_LINES}


WAYS = [
    "from sqlalchemy import select",
    "import sqlalchemy as sa",
    "from fieldapp.ground.db import db",
    "def _page(): return db.session.get(Area, 1)",
    "def _rows(connection): return connection.execute(query)",
    "rows = session.scalars(query)",
    "with reading(engine) as one: pass",
    "store.session.commit()",
]


@pytest.mark.parametrize("source", WAYS)
def test_every_word_to_the_database_is_seen(source: str) -> None:
    assert talk_in(source)


def test_what_flask_keeps_is_no_word_to_the_database() -> None:
    assert talk_in("sessions = own.page(g.person); own.end_sessions(g.person, key, g.session)") == set()


@pytest.mark.parametrize("file", office_files(), ids=lambda file: str(file.relative_to(PACKAGE)))
def test_views_of_the_office_know_no_session(file: Path) -> None:
    assert talk_in(file.read_text(encoding="utf-8")) == set()


def test_a_view_of_sixteen_lines_is_seen_and_its_docstring_not_counted() -> None:
    mark, lines = "@blueprint.get('/x')\n@needs('a')\n", "    x = 1\n"
    fits = f'{mark}def fits():\n    """Two\n\n    lines."""\n{lines * 15}'
    assert long_views(fits) == {}
    assert long_views(f"{mark}def long():\n{lines * 16}") == {"long": 16}
    assert long_views(f"def helper():\n{lines * 16}") == {}


def test_no_view_is_longer_than_a_phone_shows() -> None:
    files = page_files()
    assert len(files) > 30
    found = {
        str(file.relative_to(PACKAGE)): long
        for file in files
        if (long := long_views(file.read_text("utf-8")))
    }
    assert found == {}
