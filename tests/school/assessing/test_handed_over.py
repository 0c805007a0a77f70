"""Checks of a class recorded on a phone without network travel by its file, and arrive as if the phone had sent
them."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from flask import Flask

from fieldapp.ground.db import db, writing
from fieldapp.school.outcome import outcome_of
from fieldapp.sync.incoming.hands import keep_key
from tests import cast
from tests.campaigns.office import phone_of, record
from tests.cast import Member, signed_in
from tests.school.cases import CASES
from tests.school.class_sheet.office import cases_without_checks, outcomes
from tests.school.places import of_case
from tests.school.told import of_case as told_of_case
from tests.sync import signed


def of_the_phone(app: Flask, member: Member) -> list[dict[str, Any]]:
    """The checks of the nine cases as this person's phone keeps them until it finds a network."""
    person, device = phone_of(app, member)
    said = [one for case in CASES for one in of_case(case) if one["kind"] in ("certificate_check", "recheck")]
    with app.app_context(), writing(db.engine) as connection:
        keep_key(connection, device, signed.public_key(device))
    return [one | {"by": person, "device": device, "seq": n} for n, one in enumerate(said, start=1000)]


def handed_over(app: Flask, operations: list[dict[str, Any]], by: Member = cast.CLINIC) -> str:
    """The page after a file of a phone was brought in."""
    words = {one["id"]: signed.signature(one) for one in operations}
    content = json.dumps({"ops": operations, "signatures": words}).encode()
    answer = cast.post(signed_in(app, by), "/inbox/handover", file=(io.BytesIO(content), "交接.json"))
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("member", [cast.NURSE, cast.CLINIC], ids=["nurse", "clinic"])
def test_the_checks_of_a_phone_come_by_its_file_as_by_itself(app: Flask, member: Member) -> None:
    cases_without_checks(app)
    operations = of_the_phone(app, member)
    page = handed_over(app, operations)
    assert "计入 10" in page and "待核实 0" in page
    came = outcomes(app)
    for case in CASES:
        assert came[case.id] == outcome_of(told_of_case(case)[1], "2026-12-31"), case.id
    assert "以前已收到 10" in handed_over(app, operations)
    assert {one["outcome"] for one in record(app, member, *operations)} == {"duplicate"}
    assert outcomes(app) == came


def test_the_class_says_where_the_file_is_brought_in(app: Flask) -> None:
    cases_without_checks(app)
    path = "/schools/{}/classes/1~1"
    school = of_case(CASES[0])[-2]["data"]["school"]
    clinic = signed_in(app, cast.CLINIC).get(path.format(school)).text
    assert 'href="/inbox/handover"' in clinic
    nurse = signed_in(app, cast.NURSE).get(path.format(school)).text
    assert 'href="/inbox/handover"' not in nurse and "交给接种单位" in nurse
