"""Keeps the census numbers of a campaign; committed at once, every change in the audit."""

from __future__ import annotations

import json
from collections.abc import Mapping

from fieldapp.catchup.groups.asking import Census
from fieldapp.catchup.plan.asking import PLAN, require_all
from fieldapp.catchup.plan.plan import CLOSED
from fieldapp.ground.db import db
from fieldapp.ground.problems import Problem
from fieldapp.models.catchups import CatchupCensus

Numbers = Mapping[str, Mapping[str, int | None]]  # area → group → people; None: no longer any


def put(census: Census, said: Numbers) -> int:
    """Keep numbers; how many are other than before.

    Raises:
        Problem: `campaign_closed`, `not_allowed`.
    """
    if census.plan.state == CLOSED:
        raise Problem("campaign_closed")
    require_all(PLAN, said)
    changed = 0
    for area, numbers in said.items():
        row = db.session.get(CatchupCensus, (census.plan.key, area))
        before = json.loads(row.people) if row else {}
        after = {group: n for group, n in {**before, **numbers}.items() if n is not None}
        changed += sum(before.get(group) != after.get(group) for group in {*before, *after})
        if row is None and after:
            row = CatchupCensus(campaign=census.plan.key, area=area)
            db.session.add(row)
        if row is not None and before != after:
            row.people = json.dumps(after)
    db.session.commit()
    return changed
