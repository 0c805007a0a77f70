"""Every way a view can read the words of its address is noticed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask, request

from tests.asked_words import ALL, asked_for, let_tell

WAYS: dict[str, tuple[Callable[[], object], set[str]]] = {
    "get": (lambda: request.args.get("area"), {"area"}),
    "get with a type": (lambda: request.args.get("page", 1, type=int), {"page"}),
    "getlist": (lambda: request.args.getlist("area"), {"area"}),
    "brackets": (lambda: request.args["area"], {"area"}),
    "in": (lambda: "now" in request.args, {"now"}),
    "values": (lambda: request.values.get("area"), {"area"}),
    "items": (lambda: list(request.args.items()), {ALL}),
    "keys": (lambda: list(request.args.keys()), {ALL}),
    "loop": (lambda: list(request.args), {ALL}),
    "stars": (lambda: dict(**request.args), {ALL}),
    "dict": (lambda: dict(request.args), {ALL}),
    "to_dict": (lambda: request.args.to_dict(), {ALL}),
    "whether any": (lambda: bool(request.args), {ALL}),
    "lists": (lambda: list(request.args.lists()), {ALL}),
    "nothing": (lambda: request.path, set()),
}


@pytest.mark.parametrize("way", WAYS)
def test_what_a_view_reads_is_told(app: Flask, way: str) -> None:
    read, words = WAYS[way]
    let_tell(app)
    with app.test_request_context("/?area=430921&now=1"):
        assert words <= asked_for(lambda: str(read()))[1]
        assert bool(words) == bool(asked_for(lambda: str(read()))[1])
