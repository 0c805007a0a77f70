"""A table that was handed in, for tests that draw every page."""

from __future__ import annotations

import json

from flask import Flask

from fieldapp.ground.db import db
from fieldapp.models.schools import SchoolReport
from tests import cast
from tests.school.places import PRIMARY


def handed_in(app: Flask) -> None:
    """One of the primary school, known by the school's own key: so a stand-in for a school opens it too."""
    line = {"kind": "total", "key": "", "name": ["合计", "total"], "group": "primary", "schools": [1, 1]}
    with app.app_context():
        words = {
            "county": cast.COUNTY,
            "scope": f"school:{PRIMARY}",
            "area": cast.VILLAGE,
            "unit": "青树嘴小学",
        }
        words |= {"group": "", "until": "2026-11-30", "kind": "class", "at": "2026-11-30T04:00:00.000Z"}
        words["figures"] = json.dumps([line | {"counts": {"expected": 2, "checked": 3}}])
        report = SchoolReport(key=PRIMARY, year=2026, half=1, by=cast.person_id(app, cast.NURSE), **words)
        db.session.add(report)
        db.session.commit()
