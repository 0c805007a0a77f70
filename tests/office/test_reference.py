"""Reference rows: each change takes its own number, in the order of commits, and leaves an audit line."""

from __future__ import annotations

import json
import threading
from pathlib import Path

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from fieldapp import create_app
from fieldapp.ground.db import db, only_reads_follow, writes_follow
from fieldapp.models.areas import Area
from fieldapp.models.audit import Audit
from fieldapp.models.settings import Setting
from tests import cast

TOWNS = ("430921101", "430921103")


def counter(session: Session) -> int:
    return int(session.get_one(Setting, "reference_version", populate_existing=True).value)


def test_a_change_takes_the_next_number_and_is_written_down(each_database: Flask):
    with each_database.app_context():
        before = counter(db.session())
        area = db.session.get_one(Area, cast.VILLAGE)
        area.name = "青树新村"
        db.session.commit()
        assert area.version == counter(db.session()) == before + 1
        line = db.session.scalars(select(Audit).order_by(Audit.id.desc())).first()
        assert (line.action, line.table, line.row, line.by) == ("change", "area", cast.VILLAGE, None)
        assert json.loads(line.before)["name"] == "青树嘴村委会"
        assert json.loads(line.after)["name"] == "青树新村"


def test_rows_changed_together_take_a_number_each(app: Flask):
    with app.app_context():
        for code in TOWNS:
            db.session.get_one(Area, code).population = 5
        db.session.commit()
        versions = sorted(db.session.get_one(Area, code).version for code in TOWNS)
        assert versions[1] == versions[0] + 1 == counter(db.session())


def test_of_two_changes_at_a_time_the_one_that_commits_later_has_the_higher_number(each_database: Flask):
    held, names = threading.Event(), []

    def second() -> None:
        with each_database.app_context():
            writes_follow()
            held.wait(10)
            db.session.get_one(Area, TOWNS[1]).name = "后改的镇"
            db.session.commit()
            names.append("second")
            only_reads_follow()

    other = threading.Thread(target=second)
    other.start()
    with each_database.app_context():
        writes_follow()
        db.session.get_one(Area, TOWNS[0]).name = "先改的镇"
        db.session.flush()
        held.set()
        other.join(0.5)
        assert names == []
        names.append("first")
        db.session.commit()
        other.join(20)
        only_reads_follow()
        db.session.expire_all()
        first, later = (db.session.get_one(Area, code).version for code in TOWNS)
        assert names == ["first", "second"]
        assert later == first + 1 == counter(db.session())


def test_a_second_application_in_the_process_takes_no_version_twice(app: Flask, tmp_path: Path):
    create_app({"FIELDAPP_INSTANCE": str(tmp_path), "FIELDAPP_SECRET_KEY": "x" * 32})
    with app.app_context():
        before = counter(db.session())
        db.session.get_one(Area, TOWNS[0]).name = "又改的镇"
        db.session.commit()
        assert counter(db.session()) == before + 1
