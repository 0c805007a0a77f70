"""Photos: kept under the SHA-256 of their content, shown where a record names them, saved along."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from flask import Flask

from fieldapp.commands.backup import bring_back, bring_files_back, save
from fieldapp.commands.server import prepare
from fieldapp.ground.db import db
from fieldapp.ground.problems import BadInput, Problem
from fieldapp.sync import files
from tests import cast
from tests.campaigns.office import found_campaign, listed, record, visited
from tests.cast import phone_token, post, signed_in
from tests.grown import grown

PHOTO = b"\xff\xd8\xff" + b"a face" * 100
NAME = sha256(PHOTO).hexdigest()
URL = f"/api/v1/files/{NAME}"


def bearer(app: Flask, member: cast.Member = cast.VACCINATOR, device: str = "") -> dict[str, str]:
    device = device or "01890000-0000-7000-8000-00000000000" + str(cast.CAST.index(member))
    return {"Authorization": f"Bearer {phone_token(app, member, device)}"}


def stored(app: Flask) -> list[str]:
    return [file.name for file in files.kept(Path(app.config["INSTANCE"]) / "files")]


def test_a_photo_is_kept_once_and_sending_it_again_is_no_matter(each_database: Flask) -> None:
    client, who = each_database.test_client(), bearer(each_database)
    for _ in range(2):
        answer = client.put(URL, data=PHOTO, headers=who)
        assert (answer.status_code, answer.json) == (200, {"sha256": NAME, "size": len(PHOTO)})
    folder = Path(each_database.config["INSTANCE"]) / "files"
    assert [str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()] == [
        f"{NAME[:2]}/{NAME[2:4]}/{NAME}"
    ]


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        (URL, b"another face", 422, "file_differs"),
        (URL, b"", 422, "file_differs"),
        (f"/api/v1/files/{NAME.upper()}", PHOTO, 422, "wrong_value"),
        ("/api/v1/files/..%2f..%2fsettings.toml", PHOTO, 404, "not_found"),
        ("/api/v1/files/short", PHOTO, 422, "wrong_value"),
    ],
)
def test_what_is_not_its_name_is_refused_and_not_kept(
    app: Flask, path: str, body: bytes, status: int, code: str
) -> None:
    answer = app.test_client().put(path, data=body, headers=bearer(app))
    assert (answer.status_code, answer.json["problem"]["code"]) == (status, code)
    assert stored(app) == []


def test_a_photo_too_large_is_refused_with_the_limit(app: Flask) -> None:
    app.config["FILE_BYTES"] = 100
    answer = app.test_client().put(URL, data=PHOTO, headers=bearer(app))
    assert (answer.status_code, answer.json["problem"]["limit"]) == (413, 100)


def test_nobody_without_a_token_sends_or_reads(app: Flask) -> None:
    for call in (app.test_client().put, app.test_client().get):
        assert call(URL).json["problem"]["code"] == "sign_in_again"


def test_a_photo_is_shown_where_a_record_of_one_s_own_area_names_it(app: Flask) -> None:
    found_campaign(app)
    client = app.test_client()
    client.put(URL, data=PHOTO, headers=bearer(app))
    assert client.get(URL, headers=bearer(app)).status_code == 404  # no record names it yet
    record(app, cast.VACCINATOR, listed("小明"), visited("小明", photos=[NAME]))
    answer = client.get(URL, headers=bearer(app))
    assert (answer.data, answer.mimetype) == (PHOTO, "image/jpeg")
    assert signed_in(app, cast.SUPERVISOR).get(f"/files/{NAME}").data == PHOTO
    assert signed_in(app, cast.OUTSIDER).get(f"/files/{NAME}").status_code == 404
    assert signed_in(app, cast.OBSERVER).get(f"/files/{NAME}").status_code == 403


def test_whose_work_needs_no_children_gets_no_photo_of_one(app: Flask) -> None:
    found_campaign(app)
    client = app.test_client()
    client.put(URL, data=PHOTO, headers=bearer(app))
    record(app, cast.VACCINATOR, listed("小明"), visited("小明", photos=[NAME]))
    for member in (cast.NURSE, cast.OBSERVER):
        answer = client.get(URL, headers=bearer(app, member))
        assert (answer.status_code, answer.json["problem"]["code"]) == (403, "not_allowed"), member.username


@pytest.mark.parametrize("said", [b"[]", b"1", b'"x"', b"null"])
def test_a_phone_that_signs_in_with_no_object_is_told_so(app: Flask, said: bytes) -> None:
    answer = app.test_client().post("/api/v1/devices", data=said)
    assert (answer.status_code, answer.json["problem"]["code"]) == (400, "not_json")


def test_a_stopped_phone_sends_no_photo(app: Flask) -> None:
    who = bearer(app)
    post(signed_in(app, cast.SUPERVISOR), "/phones/01890000-0000-7000-8000-000000000001/stop")
    assert app.test_client().put(URL, data=PHOTO, headers=who).json["problem"]["code"] == "phone_stopped"


def test_a_full_disk_is_said_and_nothing_half_written_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(Problem) as refused:
        files.put(tmp_path, NAME, PHOTO)
    assert refused.value.code == "disk_full"
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == []


@pytest.fixture
@grown
def ready(app: Flask) -> Flask:
    """The application with a database that its migrations made."""
    with app.app_context():
        db.drop_all()
    prepare(app)
    return app


def test_a_backup_holds_the_photos_and_brings_them_back(ready: Flask, tmp_path: Path) -> None:
    instance, other, backup = Path(ready.config["INSTANCE"]), tmp_path / "other", tmp_path / "backup.zip"
    files.put(instance / "files", NAME, PHOTO)
    (other / "packages" / "430921103213").mkdir(parents=True)
    with ready.app_context():
        manifest = save(db.engine, backup, instance)
        bring_back(db.engine, backup, replace=True)
    bring_files_back(backup, manifest, other)
    assert [file.read_bytes() for file in files.kept(other / "files")] == [PHOTO]
    assert not (other / "packages").exists()


def test_a_backup_whose_photo_was_altered_is_refused(ready: Flask, tmp_path: Path) -> None:
    instance, backup = Path(ready.config["INSTANCE"]), tmp_path / "backup.zip"
    files.put(instance / "files", NAME, PHOTO)
    with ready.app_context():
        save(db.engine, backup, instance)
        backup.write_bytes(backup.read_bytes().replace(b"a face", b"a fake"))
        with pytest.raises(BadInput, match="not a whole backup"):
            bring_back(db.engine, backup, replace=True)


def test_a_photo_cut_short_on_its_way_is_refused_and_not_kept(app: Flask) -> None:
    short = {"CONTENT_LENGTH": str(len(PHOTO) + 40)}
    answer = app.test_client().put(URL, data=PHOTO, headers=bearer(app), environ_overrides=short)
    assert (answer.status_code, answer.json["problem"]["code"], stored(app)) == (422, "file_differs", [])


def test_what_is_no_picture_is_never_drawn_by_the_browser(app: Flask) -> None:
    found_campaign(app)
    page = b"<html><script>alert(1)</script></html>"
    name = sha256(page).hexdigest()
    app.test_client().put(f"/api/v1/files/{name}", data=page, headers=bearer(app))
    record(app, cast.VACCINATOR, listed("小明"), visited("小明", photos=[name]))
    answer = app.test_client().get(f"/api/v1/files/{name}", headers=bearer(app))
    assert (answer.data, answer.headers["Content-Disposition"]) == (page, "attachment")
    assert answer.mimetype == "application/octet-stream"
