"""What happens to one child in one round: dosed at the post, at the door after a second try, or missed. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from fieldapp.demo.stage.families import Child
from fieldapp.demo.stage.phone import Operation, Phone

ASKED = ["fever", "diarrhoea", "immune", "allergy"]
MISSED = {
    "absent_short": (24, ("在外婆家，周末回", "赶集去了", "走亲戚，后天回")),
    "absent_long": (20, ("随父母在广东", "在长沙上幼儿园", "去浙江打工的父母处")),
    "refused": (12, ("怕有反应", "说已经服过好多次", "奶奶做不了主")),
    "ill": (14, ("感冒发热，过几天再来", "拉肚子")),
    "contraindicated": (3, ("免疫缺陷，医生不让服",)),
    "vaccinated_elsewhere": (10, ("在县妇幼已服", "在幼儿园已服")),
    "moved_away": (6, ("全家搬到沅江",)),
    "house_closed": (8, ("锁门，邻居说出门了",)),
}


@dataclass(frozen=True)
class Work:
    """Where and when one phone works in a round."""

    phone: Phone
    round: str
    days: list[str]
    post: str | None
    batch: str


def dosed(
    work: Work, child: Child, day: str, rng: Random, mode: str = "post", found: bool = False
) -> Operation:
    """A dose given."""
    data = _visit(work, child, day, "vaccinated", mode)
    data |= {"product": "bOPV", "batch": work.batch, "given_by": work.phone.person}
    data |= {
        "consent": "told",
        "asked": ASKED,
        "certificate_written": rng.choice(("yes", "yes", "not_brought")),
    }
    return work.phone.say(
        "visit", child.area, work.phone.days.moment(day, rng), data | ({"found": True} if found else {})
    )


def missed(work: Work, child: Child, day: str, outcome: str, rng: Random) -> Operation:
    """A child met or looked for and not dosed, with what was said."""
    data = _visit(work, child, day, outcome, "door") | {"note": rng.choice(MISSED[outcome][1])}
    return work.phone.say("visit", child.area, work.phone.days.moment(day, rng), data)


def _visit(work: Work, child: Child, day: str, outcome: str, mode: str) -> dict[str, Any]:
    data: dict[str, Any] = {
        "round": work.round,
        "child": child.key,
        "on": day,
        "mode": mode,
        "outcome": outcome,
    }
    if mode == "post":
        return data | {"post": work.post}
    return data | {"lat": child.lat, "lon": child.lon, "accuracy_m": 15}


def ordinary(work: Work, child: Child, chance: float, rng: Random) -> list[Operation]:
    """The visits of one child where `chance` is the share dosed in the end; some are never looked for."""
    lot, last = rng.random(), len(work.days)
    if lot < chance * 0.88:
        return [dosed(work, child, rng.choice(work.days[: min(3, last)]), rng)]
    first, second = sorted(rng.sample(work.days, 2))
    if lot < chance:
        outcome = rng.choice(("absent_short", "ill", "house_closed"))
        return [missed(work, child, first, outcome, rng), dosed(work, child, second, rng, "door")]
    if rng.random() < 0.12:
        return []
    outcome = rng.choices(list(MISSED), [weight for weight, _words in MISSED.values()])[0]
    tries = [first, second] if outcome == "absent_short" else [second]
    return [missed(work, child, day, outcome, rng) for day in tries]
