"""Deny by default: every route is walked by every role and by nobody."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.routing import Rule

from fieldapp.ground.problems import Problem
from fieldapp.records import permissions
from fieldapp.web import gate
from tests import cast

STAND_INS = {"default": "430921103213", "int": 1, "path": "x", "string": "430921103213"}


def routes(app: Flask) -> list[tuple[Rule, str]]:
    return [(r, m) for r in app.url_map.iter_rules() for m in sorted(r.methods - {"HEAD", "OPTIONS"})]


def access(app: Flask, rule: Rule) -> tuple[str | None, str | None]:
    return getattr(app.view_functions[rule.endpoint], "access", (None, None))


def address(app: Flask, rule: Rule) -> str:
    values = {name: STAND_INS[_kind(rule, name)] for name in rule.arguments}
    with app.test_request_context():
        return app.url_map.bind("localhost").build(rule.endpoint, values)


def _kind(rule: Rule, name: str) -> str:
    kind = type(rule._converters[name]).__name__.removesuffix("Converter").lower()
    return {"integer": "int", "unicode": "string"}.get(kind, kind)


def call(client, app: Flask, rule: Rule, method: str):
    if method == "GET":
        return client.get(address(app, rule))
    return (
        cast.post(client, address(app, rule))
        if method == "POST"
        else client.open(address(app, rule), method=method)
    )


def test_every_route_says_who_may_call_it(app: Flask):
    unmarked = [r.rule for r, _m in routes(app) if r.endpoint != "static" and access(app, r)[0] is None]
    assert unmarked == []


def test_routes_open_to_everyone_are_these(app: Flask):
    opened = {r.rule for r, _m in routes(app) if access(app, r)[0] == gate.ANYONE}
    known = {
        "/sign-in",
        "/language",
        "/api/v1/devices",
        "/alive",
        "/sw.js",
        "/static/build/<path:name>",
        "/manifest.webmanifest",
        "/field",
        "/n/<said>",  # the code on a notice: names nobody
    }
    assert opened - known <= {"/field/schedule", "/api/v1/openapi.json"}


def test_nobody_gets_behind_the_gate(app: Flask):
    walked = 0
    for rule, method in routes(app):
        if rule.endpoint == "static" or access(app, rule)[0] == gate.ANYONE:
            continue
        answer = call(app.test_client(), app, rule, method)
        turned_away = answer.status_code == 401 or (
            answer.status_code == 302 and answer.location.startswith("/sign-in")
        )
        assert turned_away, (rule.rule, method, answer.status_code)
        walked += 1
    assert walked > 3


@pytest.mark.parametrize("member", cast.CAST, ids=lambda member: member.username)
def test_every_role_gets_what_the_table_gives_and_no_more(app: Flask, member: cast.Member):
    client = cast.signed_in(app, member)
    for rule, method in routes(app):
        action, area = access(app, rule)
        if rule.endpoint == "static" or action in (gate.ANYONE, gate.BY_TOKEN) or rule.rule == "/sign-out":
            continue
        somewhere = permissions.may_somewhere(member.role, action)
        there = not area or permissions.allowed(member.role, action, member.areas, "430921103213")
        if not (somewhere and there):
            assert call(client, app, rule, method).status_code == 403, (rule.rule, method)
        elif method == "GET":
            assert call(client, app, rule, method).status_code != 403 or rule.arguments, rule.rule


def test_a_view_without_a_mark_answers_nobody(app: Flask):
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    client = cast.signed_in(app, cast.ADMINISTRATOR)
    assert client.get("/forgotten").status_code == 403


def test_a_mark_with_an_unknown_action_stops_the_start():
    with pytest.raises(KeyError):
        gate.needs("areas.eat")


def test_a_view_that_names_its_area_is_guarded_there(app: Flask):
    @gate.needs("areas.edit", area="code")
    def edit(code: str) -> str:
        gate.require("areas.edit", code)
        return code

    app.add_url_rule("/guarded/<code>", "guarded", edit)
    client = cast.signed_in(app, cast.ADMINISTRATOR)
    assert client.get("/guarded/430921103213").text == "430921103213"
    assert client.get("/guarded/430922102202").status_code == 403


def test_require_refuses_when_nobody_is_signed_in(app: Flask):
    with app.test_request_context(), pytest.raises(Problem):
        gate.require("campaign.see", cast.VILLAGE)


def test_the_menu_shows_only_what_a_person_may_open(app: Flask):
    lister = cast.signed_in(app, cast.VILLAGE_WORKER).get("/").text
    administrator = cast.signed_in(app, cast.ADMINISTRATOR).get("/").text
    assert "总览" in lister
    for page in (lister, administrator):
        assert page.count("<nav") == 1
