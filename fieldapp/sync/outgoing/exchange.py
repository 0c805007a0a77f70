"""One exchange with a phone: what it says, checked; what it is answered, made of receipts and changes."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection

from fieldapp.ground.problems import Problem
from fieldapp.models.reference import COUNTER
from fieldapp.records import ledger
from fieldapp.records.operation import is_label, whole_number
from fieldapp.sync.incoming import references
from fieldapp.sync.incoming.receipts import problem_from
from fieldapp.sync.incoming.resolution import note_with
from fieldapp.sync.outgoing import changes
from fieldapp.sync.outgoing.setup import changed_herself, must_fetch, setup_changes
from fieldapp.web.scopes import SETUP

OPERATIONS, SCOPES, LONGEST_SCOPE = 500, 5000, 100
CHANGES = 1000
SENT_BYTES = 2**20
INFLATED_BYTES = 8 * 2**20
CLOCK_OFF_S = 300
MOST_SECONDS = 2**31 - 1  # what a column holds


def inflate(body: bytes, encoding: str) -> bytes:
    """The body as JSON text; a gzip body is inflated no further than the limit.

    Raises:
        Problem: `too_large` past the limit, `not_json` when it is not whole.
    """
    if encoding in ("", "identity"):
        return body
    if encoding != "gzip":
        raise Problem("not_json")
    stream = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        text = stream.decompress(body, INFLATED_BYTES + 1)
    except zlib.error:
        raise Problem("not_json") from None
    if len(text) > INFLATED_BYTES:
        raise Problem("too_large", limit=INFLATED_BYTES)
    if not stream.eof:
        raise Problem("not_json")
    return text


def _no_constant(_name: str) -> Any:
    raise ValueError("not JSON")


AS_ZEROS = bytes.maketrans(b"123456789", b"000000000")
LONG_NUMBER = b"0" * 19  # so many digits may be beyond 64 bits, and orjson would make a fraction of them


def _loads(text: bytes) -> Any:
    try:
        if LONG_NUMBER not in text.translate(AS_ZEROS):
            return orjson.loads(text)
    except orjson.JSONDecodeError:
        pass  # it is stricter (half characters, deep nesting): what it refuses is read the patient way
    try:
        return json.loads(text, parse_constant=_no_constant, parse_int=whole_number)
    except (ValueError, RecursionError):
        raise Problem("not_json") from None


def parse(text: bytes) -> dict[str, Any]:
    """The request object.

    Raises:
        Problem: `not_json`, `bad_request` naming the field, `too_many` operations.
    """
    said = _loads(text)
    if not isinstance(said, dict):
        raise Problem("bad_request", field="body")
    operations, cursor = said.setdefault("ops", []), said.get("cursor")
    if not isinstance(operations, list):
        raise Problem("bad_request", field="ops")
    if len(operations) > OPERATIONS:
        raise Problem("too_many", limit=OPERATIONS)
    said["cursor"] = cursor = {} if cursor is None else cursor
    if not isinstance(cursor, dict) or len(cursor) > SCOPES or not all(map(_is_place, cursor.items())):
        raise Problem("bad_request", field="cursor")
    return said


def _is_place(item: tuple[str, Any]) -> bool:
    """A scope's name and how far it was read."""
    scope, reached = item
    return is_label(scope, LONGEST_SCOPE) and type(reached) is int and 0 <= reached <= changes.NEWEST


def clock_off_seconds(said: Any, now: str) -> int | None:
    """How far the phone's clock is ahead (seconds), None when it did not say."""
    try:
        theirs = datetime.fromisoformat(str(said).replace("Z", "+00:00"))
        off = int((theirs - datetime.fromisoformat(now.replace("Z", "+00:00"))).total_seconds())
        return max(-MOST_SECONDS, min(off, MOST_SECONDS))
    except (ValueError, TypeError, OverflowError):
        return None


@dataclass(frozen=True)
class Phone:
    """Who asks, on which phone, for which scopes; `counties` gives the partition of each village it may hold; corrected
    rule files lie in `instance`. `near`: the villages its reference rows are about, if others than those it may hold,
    in changes as in the package;
    `alone`: the person, where they name no other; `role`: hers. `person`: whose it is;
    `view`: what decides which reference rows she is told, as one word, the beginning of the ETag of her `setup`.
    """

    device: str
    seen: str
    scopes: tuple[str, ...]
    extra: frozenset[str]
    counties: dict[str, str]
    stopped: bool
    instance: str
    near: tuple[str, ...] | None = None
    alone: str | None = None
    role: str | None = None
    person: str | None = None
    view: str = ""

    @property
    def around(self) -> Iterable[str]:
        """The villages its reference rows are about."""
        return self.counties if self.near is None else self.near


def answer(connection: Connection, phone: Phone, said: dict[str, Any], language: str) -> dict[str, Any]:
    """Everything of a sync reply but the receipts and `time`."""
    epoch = references.epoch(connection)
    restored = said.get("epoch") not in (None, "", epoch)
    ranges = ledger.read(phone.seen)
    reply: dict[str, Any] = {"changes": [], "cursor": said["cursor"], "more": False, "add": [], "drop": []}
    reply |= {"reset": restored, "resend_from": ledger.resend_from(ranges, restored), "epoch": epoch}
    reply["device"] = "stopped" if phone.stopped else "ok"
    if phone.stopped:
        return reply
    held = {} if restored else said["cursor"]
    reply["drop"] = sorted(s for s in said["cursor"] if s not in phone.scopes and s not in phone.extra)
    reply |= _news(connection, phone, held, said.get("setup"), language) if held else {"cursor": held}
    reply["add"] = [scope for scope in phone.scopes if scope not in held or scope in reply["add"]]
    return reply


def _news(
    connection: Connection, phone: Phone, held: dict[str, int], tag: Any, language: str
) -> dict[str, Any]:
    """Changes of every scope held, up to the limit, and where the cursors stand after them: reference rows first, for
    records name them."""
    news = _setup(connection, phone, held, tag) if SETUP in held else {"cursor": {}, "changes": []}
    places = {scope: phone.counties[scope] for scope in sorted(held) if scope in phone.counties}
    reached = {county: changes.county_version(connection, county) for county in places.values()}
    verdicts, verdicts_reach = _verdicts(connection, phone, held, language)
    found, cursor, more = news["changes"] + verdicts, news["cursor"], bool(verdicts_reach)
    for scope, county in places.items():
        until, room = verdicts_reach.get(county, reached[county]), max(CHANGES - len(found), 0)
        rows, stopped = changes.changes_since(connection, county, scope, held[scope], room, until)
        cursor[scope] = max(until, held[scope]) if stopped is None else stopped
        found, more = found + rows, more or stopped is not None
    return news | {"changes": found, "cursor": cursor, "more": more}


def _setup(connection: Connection, phone: Phone, held: dict[str, int], tag: Any) -> dict[str, Any]:
    """What changed in `setup`: the rows, or, where these cannot tell it or fill half a page, the package to be fetched
    again. Who says which package she holds (`tag`) is told that the rows are all there is to know."""
    since, version = held[SETUP], int(references.setting(connection, COUNTER, "0"))
    rows: list[changes.Change] = []
    if version > since and not _whole(connection, phone, held, tag):
        rows = setup_changes(connection, phone.around, phone.instance, since, phone.alone, phone.role)
    elif version > since or _drops(phone, held):  # what surrounds a village goes with it
        return {"cursor": {SETUP: since}, "changes": [], "add": [SETUP]}
    if len(rows) > CHANGES // 2:
        return {"cursor": {SETUP: since}, "changes": [], "add": [SETUP]}
    all_told = {"setup_since": since} if isinstance(tag, str) else {}
    return {"cursor": {SETUP: version}, "changes": rows} | all_told


def _drops(phone: Phone, held: Iterable[str]) -> bool:
    return any(scope not in phone.scopes and scope not in phone.extra for scope in held)


def _whole(connection: Connection, phone: Phone, held: dict[str, int], tag: Any) -> bool:
    """Whether rows that did not change may be others for her: what she may see has changed, or rows were taken out."""
    if must_fetch(connection, held[SETUP]) or _drops(phone, held):
        return True
    if isinstance(tag, str):
        return tag.removeprefix("W/").strip('"').partition("-")[0] != phone.view
    if not held[SETUP]:
        return False  # she holds nothing: rows since the first are all rows
    if any(scope not in held for scope in phone.scopes):
        return True
    # a village that is assigned to her no more is dropped, unless she may hold it all the same
    quietly = bool(phone.extra) or not any(scope.isdigit() for scope in phone.scopes)
    return changed_herself(connection, phone.person, held[SETUP], phone.around, quietly)


def _verdicts(
    connection: Connection, phone: Phone, held: dict[str, int], language: str
) -> tuple[list[changes.Change], dict[str, int]]:
    """Verdicts that changed since: kind `receipt`, key the operation's id; and for a county with more of them than
    fit, how far these reach."""
    lowest: dict[str, int] = {}
    for scope, county in phone.counties.items():
        if scope in held:
            lowest[county] = min(held[scope], lowest.get(county, held[scope]))
    found, reach = [], {}
    most = CHANGES // 2 // max(len(lowest), 1)
    for county, since in sorted(lowest.items()):
        rows, reached = changes.changed_receipts(connection, county, phone.device, since, most)
        if reached is not None:
            reach[county] = reached
        for row in rows:
            problem = problem_from(row["problem"])
            data = {
                "outcome": row["verdict"],
                "hash": row["hash"],
                "note": note_with(row["note"], row["mended_by"]),
                "version": row["version"],
            }
            data["problem"] = problem.as_dict(language) if problem else None
            data = {name: value for name, value in data.items() if value is not None}
            change = {
                "kind": "receipt",
                "key": row["id"],
                "area": row["area"],
                "version": row["verdict_version"],
            }
            found.append(change | {"at": row["received"], "data": data})
    return found, reach
