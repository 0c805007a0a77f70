"""Numbers tried that led to no child whom the person may know: how many a day, and where they are written down.

Whoever reads certificates mistypes a few; who counts numbers or birth dates up is stopped for the day, before she is
told anything. What fits costs nothing, so a right roster of any length passes; the same line tried again counts once.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Collection
from datetime import timedelta

from flask import current_app
from sqlalchemy import insert, select

from fieldapp.ground.clock import away, now
from fieldapp.ground.db import db, writing
from fieldapp.ground.problems import Problem
from fieldapp.models.audit import Audit
from fieldapp.web.gate import Who

MOST_A_DAY = 200
DAY = timedelta(days=1)
ACTION, TABLE = "tried", "school"
Try = tuple[str, str]  # a number and what was said with it


def note_tries(who: Who, school: str, tries: Collection[Try]) -> None:
    """Write down what was tried and does not fit, and go on unless that is too much for a day.

    Raises:
        Problem: `too_many_tries`.
    """
    if not tries:
        return
    with writing(db.engine) as connection:
        query = select(Audit.after).where(Audit.by == who.id, Audit.table == TABLE, Audit.action == ACTION)
        kept = connection.scalars(query.where(Audit.at > away(-DAY)))
        before = {mark for after in kept for mark in json.loads(after)["marks"]}
        new = sorted({_mark(who, one) for one in tries} - before)[: MOST_A_DAY + 1 - len(before)]
        if new:
            words = {"numbers": len(new), "marks": new}
            said = {"at": now(), "by": who.id, "action": ACTION, "table": TABLE, "row": school}
            connection.execute(insert(Audit), [said | {"after": json.dumps(words)}])
    if len(before) + len(new) > MOST_A_DAY:
        raise Problem("too_many_tries", limit=MOST_A_DAY)


def _mark(who: Who, one: Try) -> str:
    """What tells two tries apart and says of none what it was."""
    secret = str(current_app.secret_key).encode()
    return hmac.new(secret, "|".join((who.id, *one)).encode(), hashlib.sha256).hexdigest()[:10]
