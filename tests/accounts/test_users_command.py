"""`fieldapp users` on the command line."""

from __future__ import annotations

import re
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask

from fieldapp import create_app
from fieldapp.ground.db import db
from fieldapp.models.people import Device
from fieldapp.web.passwords import is_weak
from tests import cast, serving


def fieldapp(app: Flask | Path, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    folder = app if isinstance(app, Path) else app.config["INSTANCE"]
    environ = {"FIELDAPP_INSTANCE": str(folder), "PATH": "/usr/bin:/bin", "FIELDAPP_ARGON2_MEMORY_KIB": "8"}
    done = serving.command(arguments, environ, typed.encode())
    return subprocess.CompletedProcess(arguments, done.returncode, done.stdout.decode(), done.stderr.decode())


ADD = ("users", "add", "13800000001", "--name", "何平", "--role", "vaccinator", "--password-stdin")


def test_a_person_added_may_sign_in_on_a_phone(app: Flask):
    done = fieldapp(app, *ADD, "--area", cast.VILLAGE, "--area", cast.OTHER_VILLAGE, typed="fresh-rice-9\n")
    assert (done.returncode, done.stderr) == (0, "")
    said = {
        "username": "13800000001",
        "password": "fresh-rice-9",
        "device": "0" * 8 + "-0000-4000-8000-" + "0" * 12,
    }
    answer = app.test_client().post("/api/v1/devices", json=said)
    assert answer.json["user"]["areas"] == [cast.VILLAGE, cast.OTHER_VILLAGE]
    listed = fieldapp(app, "users", "list").stdout
    assert "13800000001\tvaccinator\t430921103213,430921103231\t何平\n" in listed


def test_an_unknown_area_is_named_and_nobody_is_added(app: Flask):
    done = fieldapp(app, *ADD, "--area", cast.VILLAGE, "--area", "999999", typed="fresh-rice-9\n")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "There is no area with the code 999999.\n"
    assert "13800000001" not in fieldapp(app, "users", "list").stdout


def test_a_user_name_is_given_once(app: Flask):
    fieldapp(app, *ADD, "--area", cast.VILLAGE, typed="fresh-rice-9\n")
    done = fieldapp(app, *ADD, "--area", cast.VILLAGE, typed="fresh-rice-9\n")
    assert (done.returncode, done.stderr) == (2, "The user name 13800000001 is already taken.\n")


def test_an_unknown_role_an_empty_password_and_a_missing_database_are_one_sentence(
    app: Flask, tmp_path: Path
):
    arguments = [word if word != "vaccinator" else "king" for word in ADD]
    wrong_role = fieldapp(app, *arguments, "--area", cast.VILLAGE, typed="fresh-rice-9\n")
    empty = fieldapp(app, *ADD, "--area", cast.VILLAGE, typed="\n")
    nowhere = fieldapp(tmp_path / "nowhere", *ADD, "--area", cast.VILLAGE, typed="fresh-rice-9\n")
    assert {done.returncode for done in (wrong_role, empty, nowhere)} == {2}
    assert "'king' is not one of" in wrong_role.stderr
    assert empty.stderr == "The password is empty.\n"
    assert nowhere.stderr.endswith("run 'fieldapp init' first.\n")


def test_a_new_password_replaces_the_old_one(app: Flask):
    assert (
        fieldapp(app, "users", "password", "nurse", "--password-stdin", typed="tall-bridge-2\n").returncode
        == 0
    )
    client = app.test_client()
    assert cast.post(client, "/sign-in", username="nurse", password=cast.PASSWORD).status_code == 401
    assert cast.post(client, "/sign-in", username="nurse", password="tall-bridge-2").status_code == 302


def test_a_lost_phone_is_stopped_by_its_id(app: Flask):
    cast.phone_token(app, cast.NURSE, device := "01890000-0000-7000-8000-0000000000bb")
    assert fieldapp(app, "users", "stop-device", device).returncode == 0
    with app.app_context():
        assert db.session.get_one(Device, device).stopped_at is not None
    missing = fieldapp(app, "users", "stop-device", "x")
    assert (missing.returncode, missing.stderr) == (2, "There is no phone with the id x.\n")


def test_the_first_administrator_may_come_before_the_areas_and_names_them_in_the_office(tmp_path: Path):
    folder = tmp_path / "empty"
    assert fieldapp(folder, "init").returncode == 0
    words = ("--name", "周静", "--role", "administrator", "--area", "430921", "--password-stdin")
    done = fieldapp(folder, "users", "add", "zhou", *words, typed="fresh-rice-9\n")
    assert (done.returncode, done.stderr) == (0, "")
    later = fieldapp(folder, *ADD, "--area", cast.VILLAGE, typed="fresh-rice-9\n")
    assert "There is no area" in later.stderr
    app = create_app({"FIELDAPP_INSTANCE": str(folder), "FIELDAPP_ARGON2_MEMORY_KIB": "8"})
    client = app.test_client()
    cast.post(client, "/sign-in", username="zhou", password="fresh-rice-9")
    assert "/areas/import" in client.get("/").text
    table = "代码,名称\n43,湖南省\n4309,益阳市\n430921,南县\n430921103,青树嘴镇\n430921103213,青树嘴村\n"
    page = cast.post(client, "/areas/import", file=(BytesIO(table.encode()), "areas.csv"))
    kept = re.search(r'name="kept" value="([^"]+)"', page.text)
    assert kept, page.text
    cast.post(client, "/areas/import", kept=kept[1], filename="areas.csv")
    assert "湖南省" in client.get("/areas/430921103").text
    wrong = cast.post(client, "/areas/import", file=(BytesIO("代码,名称\n43,别省\n".encode()), "areas.csv"))
    assert "不在您的地区内" in wrong.text


ADMIN = (
    "users",
    "add",
    "zhou",
    "--name",
    "周静",
    "--role",
    "administrator",
    "--area",
    "430921",
    "--password-stdin",
)
GUESSED = (
    "12345678",
    "87654321",
    "11111111",
    "13800000000",
    "20251201",
    "abcd1234",
    "password1",
    "Admin2025",
    "zhou1234",
)
GUESSED += ("qwertyui", "1qaz2wsx", "abcabcabc", "short7!", "123123123", "woaini1314", "zhou!!")


@pytest.mark.parametrize("word", GUESSED)
def test_what_anybody_would_try_is_weak_for_an_administrator(word: str):
    assert is_weak(word, "administrator", "zhou", "")


@pytest.mark.parametrize("word", ["eight plum trees", "blue-lantern-7", "fresh-rice-9", "春风十里扬州路x"])
def test_words_of_her_own_are_not_weak(word: str):
    assert not is_weak(word, "administrator", "zhou", "13800000000")


def test_an_administrator_gets_no_password_that_anybody_would_try(app: Flask):
    added = fieldapp(app, *ADMIN, typed="12345678\n")
    assert (added.returncode, added.stdout) == (2, "")
    assert "too weak for an administrator" in added.stderr
    assert "zhou" not in fieldapp(app, "users", "list").stdout
    changed = fieldapp(app, "users", "password", "administrator", "--password-stdin", typed="12345678\n")
    assert changed.returncode == 2
    client = app.test_client()
    assert cast.post(client, "/sign-in", username="administrator", password=cast.PASSWORD).status_code == 302


def test_an_administrator_with_words_of_her_own_is_added(app: Flask):
    assert fieldapp(app, *ADMIN, typed="eight plum trees\n").returncode == 0


def test_a_password_that_is_guessed_is_refused_on_the_page_too(app: Flask):
    for member, word in (
        (cast.ADMINISTRATOR, "73920518"),
        (cast.CLINIC, "12345678"),
        (cast.CLINIC, "clinic12"),
    ):
        client = cast.signed_in(app, member)
        answer = cast.post(client, "/account/password", old=cast.PASSWORD, new=word, again=word)
        assert answer.status_code == 422 and "太容易猜" in answer.text
