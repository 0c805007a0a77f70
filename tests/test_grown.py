"""What a fixture filled once is copied: each test has it whole, and nothing of another test."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest
from flask import Flask

from fieldapp.ground.db import db
from fieldapp.models.settings import Setting
from tests.grown import grown

RUNS = count(1)


def settings(app: Flask) -> dict[str, str]:
    with app.app_context():
        return {one.name: one.value for one in db.session.query(Setting)}


def add(app: Flask, name: str, value: str) -> None:
    with app.app_context():
        db.session.add(Setting(name=name, value=value))
        db.session.commit()


@pytest.fixture
@grown
def filled(app: Flask) -> Flask:
    add(app, "filled", str(next(RUNS)))
    (Path(app.config["INSTANCE"]) / "files").mkdir()
    (Path(app.config["INSTANCE"]) / "files" / "photo").write_bytes(b"photo")
    return app


@pytest.mark.parametrize("own", ["first", "second"])
def test_each_has_what_was_filled_and_nothing_of_another(filled: Flask, own: str) -> None:
    assert settings(filled)["filled"] == "1"
    assert not {"first", "second"} & settings(filled).keys()
    assert (Path(filled.config["INSTANCE"]) / "files" / "photo").read_bytes() == b"photo"
    add(filled, own, "mine")
    assert settings(filled)[own] == "mine"


def test_what_was_changed_before_is_filled_and_not_overwritten(app: Flask) -> None:
    @grown
    def two(app: Flask) -> Flask:
        add(app, "two", "2")
        return app

    add(app, "before", "kept")
    assert {"before", "two"} <= settings(two(app)).keys()


def test_a_folder_with_more_than_a_database_is_left_as_it_is(app: Flask) -> None:
    @grown
    def three(app: Flask) -> Flask:
        add(app, "three", "3")
        return app

    other = Path(app.config["INSTANCE"]) / "other"
    other.write_bytes(b"mine")
    assert "three" in settings(three(app)) and other.read_bytes() == b"mine"
