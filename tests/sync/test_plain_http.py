"""What HTTP itself promises of the API, for whoever writes another client and has read no more than its standard."""

from __future__ import annotations

import gzip
import json

import brotli
import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

import fieldapp.sync.outgoing.packages
from tests import cast


def test_the_word_bearer_may_be_written_large_or_small(app: Flask) -> None:
    token = cast.phone_token(app, cast.VACCINATOR)
    for scheme in ("Bearer", "bearer", "BEARER"):
        headers = {"Authorization": f"{scheme} {token}"}
        assert app.test_client().post("/api/v1/sync", json={}, headers=headers).status_code == 200
    assert (
        app.test_client().post("/api/v1/sync", json={}, headers={"Authorization": token}).status_code == 401
    )


def test_who_is_not_known_is_told_how_to_say_it(app: Flask) -> None:
    assert app.test_client().post("/api/v1/sync", json={}).headers["WWW-Authenticate"] == "Bearer"


def test_a_wrong_method_is_told_the_right_ones(app: Flask) -> None:
    refused = app.test_client().get("/api/v1/sync")
    assert (refused.status_code, refused.headers["Allow"]) == (405, "OPTIONS, POST")
    assert refused.json["problem"]["code"] == "wrong_method"


def test_who_tried_too_often_is_told_when_to_come_again(app: Flask) -> None:
    said = {"username": "nurse", "password": "guess", "device": "01890000-0000-7000-8000-0000000000aa"}
    answers = [app.test_client().post("/api/v1/devices", json=said) for _ in range(11)]
    minutes = answers[-1].json["problem"]["limit"]
    assert (answers[-1].status_code, answers[-1].headers["Retry-After"]) == (429, str(60 * minutes))
    assert "Retry-After" not in answers[0].headers


def test_a_busy_server_says_when_to_come_again(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*_: object) -> None:
        raise OperationalError("BEGIN IMMEDIATE", None, Exception("database is locked"))

    monkeypatch.setattr("fieldapp.sync.phone_api.exchange_api.signed_in", locked)
    answer = app.test_client().post("/api/v1/sync", json={})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")


def test_each_coding_of_a_package_has_its_own_tag_and_says_the_same(app: Flask) -> None:
    headers = {"Authorization": f"Bearer {cast.phone_token(app, cast.VACCINATOR)}"}
    opened = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}
    for scope in ("setup", cast.VILLAGE):
        said, tags = [], set()
        for coding, plain in opened.items():
            asked = headers | {"Accept-Encoding": coding}
            answer = app.test_client().get(f"/api/v1/packages/{scope}", headers=asked)
            assert answer.headers.get("Content-Encoding", "") == coding
            said.append(json.loads(plain(answer.data)))
            tags.add(answer.headers["ETag"])
            again = asked | {"If-None-Match": answer.headers["ETag"]}
            assert app.test_client().get(f"/api/v1/packages/{scope}", headers=again).status_code == 304
        assert len(tags) == 3
        assert said[0] == said[1] == said[2]


def test_another_version_of_the_server_makes_packages_anew(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = {"Authorization": f"Bearer {cast.phone_token(app, cast.VACCINATOR)}"}
    for scope in ("setup", cast.VILLAGE):
        old = app.test_client().get(f"/api/v1/packages/{scope}", headers=headers)
        asked = headers | {"If-None-Match": old.headers["ETag"]}
        assert app.test_client().get(f"/api/v1/packages/{scope}", headers=asked).status_code == 304
        with monkeypatch.context() as newer:
            newer.setattr(fieldapp.sync.outgoing.packages, "__version__", "99")
            newer.setattr("fieldapp.sync.phone_api.exchange_api.__version__", "99")
            assert app.test_client().get(f"/api/v1/packages/{scope}", headers=asked).status_code == 200
