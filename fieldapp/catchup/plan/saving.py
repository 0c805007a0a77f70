"""Makes, changes, opens and closes campaigns of catch-up; each is committed."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping

from fieldapp.catchup.plan.form import as_row
from fieldapp.catchup.plan.plan import CLOSED, DRAFT, OPEN, Plan
from fieldapp.ground.db import db
from fieldapp.ground.problems import Problem
from fieldapp.models.catchups import CatchupCampaign

ACTS = {("draft", "open"): OPEN, ("open", "close"): CLOSED, ("closed", "open"): OPEN}


def row_of(key: str) -> CatchupCampaign:
    """The row to change.

    Raises:
        Problem: `not_found`.
    """
    row = db.session.get(CatchupCampaign, key)
    if row is None:
        raise Problem("not_found")
    return row


def save(
    plan: Plan, county: str, name: str, documents: Mapping[str, str | None], row: CatchupCampaign | None
) -> CatchupCampaign:
    """Make a campaign, as a draft, or change one that is not closed.

    Raises:
        Problem: `campaign_closed`; `one_county` where it would change its county.
    """
    if row is not None and row.state == CLOSED:
        raise Problem("campaign_closed")
    if row is not None and row.county != county:
        raise Problem("one_county", field="areas")
    if row is None:
        row = CatchupCampaign(key=str(uuid.uuid4()), county=county, state=DRAFT)
        db.session.add(row)
    row.name = name
    for column, value in {**as_row(plan), **documents}.items():
        said = json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value
        if getattr(row, column) != said:
            setattr(row, column, said)
    db.session.commit()
    return row


def act(row: CatchupCampaign, what: str, sure: bool) -> None:
    """Open or close a campaign.

    Raises:
        Problem: `wrong_state`; `no_document` where none is named and nobody said that this is known.
    """
    after = ACTS.get((row.state, what))
    if after is None:
        raise Problem("wrong_state")
    if after == OPEN and not (row.document_name or row.document_no) and not sure:
        raise Problem("no_document")
    row.state = after
    db.session.commit()
