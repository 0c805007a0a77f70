"""What the build made travels as small as it can, and is the same file for a browser that cannot unpack it."""

from __future__ import annotations

import re
from pathlib import Path

import brotli
import pytest
from flask.testing import FlaskClient

from tests.conftest import make_app


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    """Someone nobody knows."""
    return make_app(tmp_path).test_client()


@pytest.mark.parametrize(
    ("name", "type_"),
    [
        ("field.js", "text/javascript"),
        ("field.css", "text/css"),
        ("pinyin.txt", "text/plain"),
        ("english.json", "application/json"),
    ],
)
def test_a_built_text_is_served_packed_where_that_is_taken(
    client: FlaskClient, name: str, type_: str
) -> None:
    plain = client.get(f"/static/build/{name}", headers={"Accept-Encoding": "identity"})
    packed = client.get(f"/static/build/{name}", headers={"Accept-Encoding": "gzip, br"})
    assert plain.headers.get("Content-Encoding") is None
    assert packed.headers["Content-Encoding"] == "br"
    assert brotli.decompress(packed.data) == plain.data
    assert len(packed.data) <= len(brotli.compress(plain.data, quality=9))
    for answer in (plain, packed):
        assert answer.mimetype == type_
        assert "Accept-Encoding" in answer.headers["Vary"]
        assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", ["/static/build/field.js", "/field", "/manifest.webmanifest", "/sw.js"])
@pytest.mark.parametrize("takes", ["br", "identity"])
def test_a_browser_that_has_it_already_is_told_so(client: FlaskClient, path: str, takes: str) -> None:
    headers = {"Accept-Encoding": takes}
    first = client.get(path, headers=headers)
    again = client.get(path, headers=headers | {"If-None-Match": first.headers["ETag"]})
    assert first.status_code == 200 and first.data
    assert (again.status_code, again.data) == (304, b"")
    other = client.get(path, headers=headers | {"If-None-Match": '"another"'})
    assert (other.status_code, other.data) == (200, first.data)


@pytest.mark.parametrize("name", ["nothing.js", "../../setup.cfg", "vendor/nothing"])
def test_what_was_not_built_is_not_found(client: FlaskClient, name: str) -> None:
    assert client.get(f"/static/build/{name}").status_code == 404


def test_what_is_no_text_is_served_as_it_is(client: FlaskClient) -> None:
    icon = client.get("/static/build/icon-192.png", headers={"Accept-Encoding": "br"})
    assert (icon.mimetype, icon.headers.get("Content-Encoding")) == ("image/png", None)


@pytest.mark.parametrize("path", ["/field", "/sign-in", "/sw.js", "/field/schedule"])
def test_pages_and_workers_say_what_they_may_load(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path", ["/static/build/field.js", "/static/build/field.css", "/manifest.webmanifest"]
)
def test_what_a_slow_line_waits_for_has_no_words_that_govern_nothing(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    needless = {"Content-Security-Policy", "Referrer-Policy", "Content-Disposition", "Last-Modified"}
    assert not needless & set(headers.keys())
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_what_reads_codes_is_packed_and_comes_from_here(client: FlaskClient) -> None:
    listed = client.get("/sw.js").get_data(as_text=True)
    [decoder] = re.findall(r"/static/build/zxing_reader-\w+\.wasm", listed)
    packed = client.get(decoder, headers={"Accept-Encoding": "br"})
    assert (packed.mimetype, packed.headers["Content-Encoding"]) == ("application/wasm", "br")
    assert brotli.decompress(packed.data).startswith(b"\0asm")


def test_webassembly_is_for_the_field_app_alone(client: FlaskClient) -> None:
    """Its page compiles what reads codes; no other page may."""
    policy = client.get("/field").headers["Content-Security-Policy"]
    assert "script-src 'self' 'wasm-unsafe-eval';" in policy and "unsafe-inline" not in policy
    for path in ("/", "/field/schedule", "/sw.js", "/nothing"):
        policy = client.get(path).headers["Content-Security-Policy"]
        assert "script-src 'self'" in policy and "unsafe-eval" not in policy, path
