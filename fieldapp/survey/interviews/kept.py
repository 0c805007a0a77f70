"""The interviews of a survey with what is derived from each, kept on disk: read once, when they come.

A page reads what it does not find here: what came while this failed, and everything after a change of what is asked.
Kept under the instance, by survey: no name, telephone or picture, what children answer as letters. Forgotten whole
where the indicators asked about, or the age group, are others than when it was written.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import orjson
from flask import current_app, has_request_context
from sqlalchemy import Connection, select

from fieldapp.ground import private
from fieldapp.ground.db import Base, among, db
from fieldapp.ground.db import reading as only_reading
from fieldapp.models.areas import Area
from fieldapp.models.surveys import Survey, SurveyCluster
from fieldapp.records.fields.checks import CODE_WORD, UUID
from fieldapp.records.operation import Operation
from fieldapp.schedule.working_days import is_working
from fieldapp.survey import joined
from fieldapp.survey.aside import BeingCounted, go_aside
from fieldapp.survey.interviews import flags, reading
from fieldapp.survey.interviews.asked import AGES, Asked, answers, asked_of
from fieldapp.survey.joined import Point
from fieldapp.sync.following import Follower

Row = dict[str, Any]
AT_ONCE, SOME = 500, 100  # interviews read while somebody waits; and between two looks at how far it is
KEPT_FORM = "2"  # raised when what is kept of an interview is another


class Asking:
    """What a survey asks of a child, made once a request."""

    def __init__(self, survey: Survey) -> None:
        self.born_from, self.born_to = survey.born_from, survey.born_to
        self.everybody = survey.per_household == "all"
        first, last = date.fromisoformat(survey.first_day), date.fromisoformat(survey.last_day)
        youngest = (first - date.fromisoformat(survey.born_to)).days
        oldest = (last - date.fromisoformat(survey.born_from)).days
        series = json.loads(survey.series)
        self.asked: list[Asked] = asked_of(series, youngest, oldest, survey.kind == "after_campaign")
        self.known = reading.series_of()
        self.series = tuple(series)

    @property
    def mark(self) -> str:
        """What the kept rows hang on."""
        names = [one.name for one in self.asked]
        said = [KEPT_FORM, self.born_from, self.born_to, self.everybody, names, sorted(AGES.items(), key=str)]
        return hashlib.sha256(json.dumps(said, default=str).encode()).hexdigest()[:32]


def rows_of(connection: Connection, survey: Survey, asking: Asking) -> list[Row]:
    """What is derived of every interview of a survey, in the order of their moments.

    Raises:
        BeingCounted: to who asks for a page, while many are read anew.
    """
    file = _file(survey.key)
    there = _read(file, asking.mark)
    fact = Base.metadata.tables["fact"]
    columns = fact.c.key, fact.c.version, fact.c.voided
    query = select(*columns).where(fact.c.county == survey.county, fact.c.kind == "interview", fact.c.known)
    stand = {row.key: row for row in connection.execute(query)}
    wanted = [key for key, row in stand.items() if there.get(key, {}).get("version") != row.version]
    if len(wanted) > AT_ONCE and has_request_context() and _go_aside(survey.key, wanted):
        raise BeingCounted(survey.name, len(stand) - len(wanted), len(stand))
    if wanted:
        there |= _derived(connection, survey, asking, wanted)
    if wanted or there.keys() - stand.keys():
        there = {key: there[key] for key in stand}
        private.write(file, _lines(asking.mark, *there.values()))
    mine = [row for row in there.values() if row["survey"] == survey.key]
    return sorted(mine, key=lambda row: (row["at"], row["key"]))


def _go_aside(key: str, wanted: Sequence[str]) -> bool:
    """Have these read by a thread, and added to what is kept some at a time."""

    def work() -> None:
        table = Base.metadata.tables["survey"]
        with only_reading(db.engine) as connection:
            survey = connection.execute(select(table).where(table.c.key == key)).one()
            asking, file = Asking(survey), _begun(key, Asking(survey).mark)
            for start in range(0, len(wanted), SOME):
                rows = _derived(connection, survey, asking, wanted[start : start + SOME])
                with file.open("ab") as out:
                    out.write(_lines(*rows.values()))

    return go_aside(f"interviews {key}", work)


def _begun(key: str, mark: str) -> Path:
    """The file of a survey, begun anew where it holds what was asked before."""
    file = _file(key)
    if not _is_of(file, mark):
        private.write(file, _lines(mark))
    return file


def _file(survey: str) -> Path:
    return Path(current_app.config["INSTANCE"]) / "surveys" / f"{survey}.jsonl"


def _lines(*said: Any) -> bytes:
    return b"".join(orjson.dumps(one, option=orjson.OPT_APPEND_NEWLINE) for one in said)


def _is_of(file: Path, mark: str) -> bool:
    try:
        with file.open("rb") as said:
            return bool(orjson.loads(said.readline()) == mark)
    except (OSError, ValueError):
        return False


def _read(file: Path, mark: str) -> dict[str, Row]:
    """What is kept, of each interview what was written last; a line cut off half-way is as good as none."""
    found: dict[str, Row] = {}
    for line in file.read_bytes().splitlines()[1:] if _is_of(file, mark) else ():
        with suppress(ValueError, KeyError, TypeError):
            row = orjson.loads(line)
            found[row["key"]] = row
    return found


def _follow(connection: Connection, operations: Sequence[Operation]) -> None:
    """Reads interviews that just came, and adds what was found to what is kept."""
    keys: dict[str, set[str]] = {}
    for one in operations:
        survey, key = (one.data or {}).get("survey"), one.key or one.id
        if isinstance(survey, str) and UUID.match(survey) and UUID.match(key or ""):
            keys.setdefault(survey, set()).add(key)
    table = Base.metadata.tables["survey"]
    for survey in connection.execute(select(table).where(among(connection, table.c.key, list(keys)))):
        asking = Asking(survey)
        file = _begun(survey.key, asking.mark)
        rows = _derived(connection, survey, asking, sorted(keys[survey.key]))
        with file.open("ab") as out:
            out.write(_lines(*rows.values()))


FOLLOWER = Follower("interview", _follow)


def _derived(connection: Connection, survey: Survey, asking: Asking, keys: Sequence[str]) -> dict[str, Row]:
    fact = Base.metadata.tables["fact"]
    columns = [fact.c[name] for name in ("key", "version", "voided", "at", "by", "area", "more", "on")]
    query = select(*columns).where(fact.c.county == survey.county, among(connection, fact.c.key, list(keys)))
    places = _places(connection, survey)
    found = {}
    for row in connection.execute(query):
        data = orjson.loads(row.more) if row.more else {}
        if row.on is not None:
            data["on"] = row.on
        found[row.key] = _of_one(row, data, survey, asking, places)
    return found


def _places(connection: Connection, survey: Survey) -> dict[str, list[Point]]:
    """Where the villages of each cluster of a survey lie."""
    query = select(SurveyCluster.key, SurveyCluster.area).where(SurveyCluster.survey == survey.key)
    villages = {key: joined.villages_of(survey, area) for key, area in connection.execute(query)}
    codes = {code for some in villages.values() for code in some}
    where = select(Area.code, Area.lat, Area.lon).where(Area.code.in_(codes), Area.lat.is_not(None))
    at = {code: (lat, lon) for code, lat, lon in connection.execute(where)}
    return {key: [at[code] for code in some if code in at] for key, some in villages.items()}


def _of_one(row: Any, data: Row, survey: Survey, asking: Asking, places: dict[str, list[Point]]) -> Row:
    """What is kept of one interview."""
    cluster = _plain(data.get("cluster"))
    head = {"key": row.key, "version": row.version, "voided": bool(row.voided), "at": row.at or ""}
    head["survey"] = survey.key if data.get("survey") == survey.key else None
    if head["survey"] is None:
        return head
    on = reading.interviewed_on(data, row.at or survey.first_day)
    head |= {"by": row.by, "area": row.area, "cluster": cluster, "on": on.isoformat()}
    head |= {"household": _plain(data.get("household_no")) or row.key}
    head |= {"outcome": data.get("outcome") or "other", "corrects": data.get("corrects")}
    head |= {"tries": data["tries"] if isinstance(data.get("tries"), int) else None}
    head |= {name: data[name] if isinstance(data.get(name), int | float) else None for name in ("lat", "lon")}
    head |= _members(data, on, asking)
    head["flags"] = [*flags.of_one(data, places.get(cluster, []), recommended), *head.pop("odd")]
    return head | {"signature": _digest(flags.signature(data))}


def _members(data: Row, on: date, asking: Asking) -> Row:
    """The children that count, what they answer; how many of the age there are in the household; what is odd."""
    lines = reading.asked_about(data, asking.everybody, asking.born_from, asking.born_to)
    aged = [one for one in reading.lines(data) if reading.is_of_age(one, asking.born_from, asking.born_to)]
    days = [day for line in lines for day in flags.days_of(line)]
    odd = [flags.RESTDAY] if flags.rest_share(days, is_working) else []
    outside = [one for one in reading.lines(data) if one.get("chosen") is True and one not in aged]
    children = [_child(line, on, asking) for line in lines] if data.get("outcome") == "interviewed" else []
    return {"eligible": len(aged), "children": children, "odd": [*odd, *([flags.AGE] if outside else [])]}


def _child(line: Row, on: date, asking: Asking) -> Row:
    child = reading.child_of(line, on, asking.known)
    several = line["reasons"] if isinstance(line.get("reasons"), list) else []
    reasons = [one for one in (line.get("reason"), *several) if _is_code(one)]
    residence = line.get("residence") if line.get("residence") in ("local", "migrant") else ""
    said = {"sex": child.sex or "", "residence": residence, "reasons": list(dict.fromkeys(reasons))}
    return said | {
        "answers": answers(child, asking.asked),
        "main": line["reason"] if _is_code(line.get("reason")) else "",
    }


def _is_code(value: Any) -> bool:
    return isinstance(value, str) and bool(CODE_WORD.match(value))


def recommended(born: date) -> set[date]:
    """The days on which a child would be dosed, were every dose given on the first day it may be."""
    found = set()
    for months, _gap, _limit in AGES.values():
        number = born.year * 12 + born.month - 1 + months
        with_day = min(born.day, 28)
        found |= {date(number // 12, number % 12 + 1, with_day if born.day > 28 else born.day)}
    return found


def _plain(value: Any) -> str:
    """A short text of whatever was said: what a file can hold."""
    return "" if value is None else str(value)[:60].encode(errors="replace").decode()


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode(errors="replace")).hexdigest()[:16] if words else ""


def cluster_names(
    connection: Connection, survey: Survey, clusters: Sequence[SurveyCluster]
) -> dict[str, str]:
    """What the villages and townships of a survey's clusters are called."""
    return joined.names(connection, survey, {code for one in clusters for code in (one.area, one.area[:9])})
