"""Which words of its address a view asked for: what it did not ask for cannot change its page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, Request
from werkzeug.datastructures import ImmutableMultiDict

from fieldapp.web import responses

ALL = "*"


def _telling(name: str) -> Callable[..., Any]:
    whole = getattr(ImmutableMultiDict, name)

    def told(self: Words, *args: Any, **words: Any) -> Any:
        self.asked.add(ALL)
        return whole(self, *args, **words)

    return told


class Words(ImmutableMultiDict):
    """Words of an address that remember which of them were asked for; `ALL` where all were gone through."""

    asked: set[str] = set()  # noqa: RUF012 - one list for all of a process: `asked_for` empties it

    def get(self, key: str, *args: Any, **words: Any) -> Any:
        self.asked.add(key)
        return super().get(key, *args, **words)

    def getlist(self, key: str, *args: Any, **words: Any) -> Any:
        self.asked.add(key)
        return super().getlist(key, *args, **words)

    def __getitem__(self, key: str) -> Any:
        self.asked.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.asked.add(str(key))
        return super().__contains__(key)


for _name in (
    "__iter__",
    "__len__",
    "keys",
    "values",
    "items",
    "lists",
    "listvalues",
    "to_dict",
    "copy",
    "__eq__",
):
    setattr(Words, _name, _telling(_name))


class Telling(Request):
    """A request whose words tell which of them were asked for."""

    parameter_storage_class = Words


def let_tell(app: Flask) -> None:
    """From now on `asked_for` knows of this application's requests. That no word holds a NUL is asked of all of them,
    and is no asking.
    """
    app.request_class = Telling
    hooks = app.before_request_funcs[None]
    hooks[hooks.index(responses._no_nul)] = _no_nul


def _no_nul() -> None:
    asked = set(Words.asked)
    responses._no_nul()
    Words.asked &= asked


def asked_for(act: Callable[[], str]) -> tuple[str, set[str]]:
    """What this came to, and the words of addresses that were asked for meanwhile."""
    Words.asked.clear()
    return act(), set(Words.asked)
