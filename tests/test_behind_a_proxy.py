"""What one proxy in front says of a request is believed only where the setting says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import request

from tests.conftest import make_app

SAID = {
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "fieldapp.example.cn",
    "X-Forwarded-For": "10.0.0.7",
}


@pytest.mark.parametrize(
    ("setting", "seen"),
    [("1", "https://fieldapp.example.cn/alive 10.0.0.7"), ("0", "http://localhost/alive 127.0.0.1")],
)
def test_forwarded_headers_are_believed_only_when_told(tmp_path: Path, setting: str, seen: str) -> None:
    app = make_app(tmp_path, TRUST_PROXY=setting)
    found: list[str] = []
    app.before_request(lambda: found.append(f"{request.url} {request.remote_addr}"))
    assert app.test_client().get("/alive", headers=SAID).status_code == 200
    assert found == [seen]
