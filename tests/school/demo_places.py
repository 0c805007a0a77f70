"""Who and what the tests of the demo's schools speak of."""

from __future__ import annotations

import re
from datetime import date

from flask import Flask
from flask.testing import FlaskClient

from fieldapp.accounts.showcase import PASSWORD
from fieldapp.demo.schools.places import SCHOOLS, school_key

ON, SEED = date(2026, 11, 30), 1
KEYS = {school.id: school_key(SEED, school) for school in SCHOOLS}


def signed_in(app: Flask, username: str) -> FlaskClient:
    client = app.test_client()
    [token] = re.findall(r'name="csrf_token" value="([^"]+)"', client.get("/sign-in").text)[:1]
    said = {"csrf_token": token, "username": username, "password": PASSWORD}
    assert client.post("/sign-in", data=said).status_code == 302
    return client
