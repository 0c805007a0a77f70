"""What each of the thousands of applications of a run would make anew, and alike, is made once a process.

A test has an application of its own. Half of what that took was writing the same functions that build the same 130
addresses, and compiling the same templates. Neither knows anything of the application it is made for.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, ClassVar

from flask import Flask
from flask.templating import Environment
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]
STATEMENTS = 5_000  # of each kind of database; the whole suite has fewer
MEMORY, ENOUGH = (
    Path("/dev/shm"),
    4 * 2**30,
)  # bytes; a run needs a tenth of it, as a test that passed leaves nothing


class Templates(BytecodeCache):
    """Compiled templates, by a digest of path and source: one that was changed is another one."""

    kept: ClassVar[dict[str, bytes]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what is kept for this template and this text of it, if anything is."""
        name = f"{bucket.key} {bucket.checksum}"
        if name in self.kept:
            bucket.bytecode_from_string(self.kept[name])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it."""
        self.kept[f"{bucket.key} {bucket.checksum}"] = bucket.bytecode_to_string()


def keep_templates() -> None:
    """Let every application made from now on in this process, and in its forks, use what is kept of templates."""
    made: Callable[[Flask], Environment] = Flask.create_jinja_environment

    def keeping(app: Flask) -> Environment:
        environment = made(app)
        environment.bytecode_cache = Templates()
        return environment

    Flask.create_jinja_environment = keeping  # type: ignore[method-assign,assignment]


def build_addresses_once() -> None:
    """Let Werkzeug keep the function that builds a rule's address: it depends on the rule's words alone, and is given
    the rule when it is called. One with defaults depends on them too and is not kept.
    """
    kept: dict[Any, Builder] = {}
    compiled: Callable[[Rule, bool], Builder] = Rule._compile_builder

    def once(rule: Rule, append_unknown: bool = True) -> Builder:
        if rule.defaults:
            return compiled(rule, append_unknown)
        key = (rule.rule, tuple(rule._trace), append_unknown)
        if key not in kept:
            kept[key] = compiled(rule, append_unknown)
        return kept[key]

    Rule._compile_builder = once  # type: ignore[method-assign]


def parse_addresses_once() -> None:
    """Let Werkzeug keep what it reads out of a rule's words: parts, arguments and what converts them. No converter here
    asks for the application's own map.
    """
    kept: dict[str, tuple[list[Any], list[Any], dict[str, Any]]] = {}
    parse: Callable[[Rule, str], Iterable[Any]] = Rule._parse_rule

    def once(rule: Rule, words: str) -> Iterable[Any]:
        if words not in kept:
            before = len(rule._trace)
            parts = list(parse(rule, words))
            kept[words] = (parts, rule._trace[before:], dict(rule._converters))
            return parts
        parts, trace, converters = kept[words]
        rule._trace += trace
        rule._converters.update(converters)
        rule.arguments.update(converters)
        return parts

    Rule._parse_rule = once  # type: ignore[method-assign]


def compile_statements_once() -> None:
    """Let the engines of all applications share what SQLAlchemy compiled: a statement reads the same for every database
    of a kind, and each application of a test compiled all of its statements anew.
    """
    kept: dict[Any, LRUCache[Any, Any]] = {}

    def share(engine: Engine, _own: Any) -> None:
        one = engine.dialect
        ways = (type(one), one.paramstyle, one._json_serializer, one._json_deserializer)
        vars(engine)["_compiled_cache"] = kept.setdefault(ways, LRUCache(STATEMENTS))

    Engine._compiled_cache = property(lambda engine: vars(engine)["_compiled_cache"], share)  # type: ignore
    for kind in (SQLiteDialect_pysqlite, PGDialect_psycopg):  # part of what a statement is found by
        kind.__eq__ = lambda one, other: type(one) is type(other)  # type: ignore[assignment,method-assign]
        kind.__hash__ = lambda one: hash(type(one))  # type: ignore[assignment,method-assign]


def keep_folders_in_memory() -> None:
    """Let pytest make its folders in memory where the machine has enough: each commit of a test waits for a disk, and
    none of what it keeps is wanted afterwards. Somebody who says where they are to be is heard.
    """
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
