"""What the overview shows to the person signed in: her areas, what is still to set up, and the rounds now open."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from fieldapp.accounts import in_charge
from fieldapp.campaigns.plan.first_steps import campaigns_of, first_steps
from fieldapp.campaigns.room import rounds_of
from fieldapp.campaigns.rounds.running import open_rounds
from fieldapp.ground.clock import china_time, now, today
from fieldapp.ground.db import db, reading
from fieldapp.ground.words import language
from fieldapp.models.areas import Area
from fieldapp.web.gate import Who, may


def overview(who: Who) -> dict[str, Any]:
    """The words of the overview; figures as they stand now."""
    own = list(db.session.scalars(select(Area).where(Area.code.in_(who.areas)).order_by(Area.code)))
    todo = first_steps(db.session(), who) if may("campaign.plan") else []
    seen = campaigns_of(db.session(), who) if may("campaign.see") else []
    running = [c for c in seen if c.state == "open"]
    rounds = [(c, r) for c in running for r in rounds_of(c) if r.state == "open"]
    with reading(db.engine) as connection:
        figures = open_rounds(connection, who.areas, rounds, today(), language(), named=may("people.see"))
    steps = [] if all(step.done for step in todo) else todo
    return {
        "own": own,
        "steps": steps,
        "running": running,
        "figures": figures,
        "at": china_time(now()),
    }


def whom_to_ask(who: Who) -> list[in_charge.Contact]:
    """Whom a person asks whose work is not here yet."""
    return in_charge.whom_to_ask(db.session(), who)
