"""Odd histories of a county, the same for the same seed: moves, voids, joins, late corrections, other products, days
outside, reviews, statuses with and without a day, two antigens, fields said to be empty."""

from __future__ import annotations

import json
import uuid
from random import Random
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from fieldapp.models.campaigns import Campaign, Round
from tests.sync.county import COUNTY, EAST, NORTH, ROUND1, ROUND2, SOUTH, campaign, key, send

VILLAGES = (NORTH, SOUTH, EAST)
MEASLES, MEASLES_ROUND = key("measles campaign"), key("measles round")
ROUNDS = (ROUND1, ROUND1, ROUND2, MEASLES_ROUND)
WORKERS = ("ann", "bao", "sun")
DAYS = ("2025-11-30", "2025-12-01", "2025-12-02", "2025-12-09", "2025-12-10", "2025-12-23", "2025-12-24")
DAYS += ("2026-01-04", "2026-01-05", "2026-01-09", "2026-01-24", "2026-03-01")
OUTCOMES = ("vaccinated", "vaccinated", "vaccinated_elsewhere", "absent_short", "refused", "moved_away")
OUTCOMES += ("not_eligible", "house_closed")
PRODUCTS = ("bOPV", "IPV", "MMR", "HepB", "DTaP-IPV-Hib", "MR")


def found_campaigns(engine: Engine) -> None:
    """A second campaign beside that of the small county: measles, of one township, zero-dose rules off."""
    with Session(engine) as session:
        if session.get(Campaign, MEASLES) is None:
            words = {"name": "measles", "product": "MMR", "form": "injection", "mopup_days": 3}
            words |= {"born_from": "2017-01-01", "areas": json.dumps([NORTH[:9]])}
            session.add(campaign(key=MEASLES, **words))
            session.flush()
            days = {"first_day": "2025-12-02", "last_day": "2025-12-20"}
            session.add(Round(key=MEASLES_ROUND, campaign=MEASLES, n=1, **days))
            session.commit()


def history(seed: int, size: int, children: int | None = None) -> list[dict[str, Any]]:
    """`size` operations on some children; some are refused or held, as in life."""
    return _Teller(seed, children or max(size // 5, 4)).tell(size)


class _Teller:
    def __init__(self, seed: int, children: int) -> None:
        self.rng = Random(seed)
        self.children = [key(f"odd child {n}") for n in range(children)]
        self.made: list[dict[str, Any]] = []
        self.seq = 0

    def tell(self, size: int) -> list[dict[str, Any]]:
        """The operations, in the order they arrive."""
        kinds = ("child",) * 12 + ("visit",) * 16 + ("dose",) * 6 + ("same_child",) + ("void",) * 4
        kinds += ("visit_review",) * 4
        while len(self.made) < size:
            one = getattr(self, "_" + self.rng.choice(kinds))()
            if one:
                self.made.append(one)
        return self.made

    def _op(self, kind: str, key_: str | None, data: dict[str, Any] | None) -> dict[str, Any]:
        self.seq += 1
        by, id_ = self.rng.choice(WORKERS), str(uuid.UUID(int=self.rng.getrandbits(128)))
        at = f"2025-{self.rng.randint(11, 12)}-{self.rng.randint(1, 28):02d}T{self.rng.randint(0, 23):02d}:00:00.000Z"
        if self.rng.random() < 0.15:  # a correction much later
            at = f"2026-0{self.rng.randint(1, 4)}-11T09:00:00.00{self.rng.randint(0, 3)}Z"
        said = {"id": id_, "device": key(f"{by}'s phone"), "seq": self.seq, "by": key(by), "base": 0}
        said |= {"kind": kind, "key": key_ or id_, "area": self.rng.choice(VILLAGES), "at": at}
        return said | ({"data": data} if data is not None else {"void": True})

    def _some(self, **fields: tuple[Any, ...]) -> dict[str, Any]:
        """Some of the fields, each with one of its values."""
        return {name: self.rng.choice(of) for name, of in fields.items() if self.rng.random() < 0.6}

    def _child(self) -> dict[str, Any]:
        born = ("2021-05-04", "2018-12-01", "2018-12-02", "2025-10-01", "2025-10-02", "2020-02-29", None)
        data = self._some(
            born=born,
            registered_at=("county", "other_province", "none", None),
            listed_on=("2025-11-01", "2025-11-20", "2025-12-01", "2025-12-03", "2026-01-02", None),
            status=("here", "moved", "died", "away", None),
            status_on=("2025-11-30", "2025-12-01", "2025-12-09", "2025-12-10", "2026-03-01", None),
            prior_polio=("0", "1", "3", "unknown", None),
            name=("小明", "小红"),
        )
        return self._op("child", self.rng.choice(self.children), data)

    def _visit(self) -> dict[str, Any]:
        data = {"round": self.rng.choice(ROUNDS), "child": self.rng.choice(self.children)}
        data |= {"on": self.rng.choice(DAYS), "outcome": self.rng.choice(OUTCOMES)}
        data |= self._some(
            found=(True, False, None),
            mode=("post", "door", "mobile", "school", None),
            product=(*PRODUCTS, "bOPV", "", None),
            reason=("fear", "没空, 说了|再来", "", None),
            given_by=(key("bao"), "外聘", "", None),
        )
        return self._op("visit", None, data)

    def _dose(self) -> dict[str, Any]:
        days = ("2022-01-01", "2023-05-06", "2025-11-30", "2025-12-01", "2025-12-02", None)
        data = self._some(product=(*PRODUCTS, None), given_on=days)
        if self.rng.random() < 0.9:
            data["child"] = self.rng.choice(self.children)
        given = [one for one in self.made if one["kind"] == "visit" and "data" in one]
        if given and self.rng.random() < 0.3:  # says the batch of a dose given at a visit
            of = self.rng.choice(given)
            data |= {"given_on": of["data"]["on"], "child": of["data"]["child"], "batch": "B1"}
            return self._op("dose", str(uuid.uuid5(uuid.UUID(of["key"]), f"batch|{of['data']['on']}")), data)
        return self._op("dose", key(f"odd dose {self.rng.randrange(60)}"), data)

    def _same_child(self) -> dict[str, Any]:
        one, other = self.rng.sample(self.children, 2)
        return self._op("same_child", None, {"child": one, "other": other})

    def _void(self) -> dict[str, Any] | None:
        if not self.made:
            return None
        of = self.rng.choice(self.made)
        return self._op(of["kind"], of["key"], None) | {"area": of["area"]}

    def _visit_review(self) -> dict[str, Any] | None:
        visits = [one for one in self.made if one["kind"] == "visit" and "data" in one]
        if not visits:
            return None
        of = self.rng.choice(visits)
        data = {"visit": of["key"], "child": of["data"]["child"], "in_round": self.rng.random() < 0.6}
        return self._op("visit_review", None, data) | {"by": key("sun"), "device": key("sun's phone")}


def tell(engine: Engine, seed: int, size: int) -> None:
    """Found both campaigns and send a history in batches."""
    found_campaigns(engine)
    said = history(seed, size)
    for start in range(0, len(said), 97):
        send(engine, *said[start : start + 97])


__all__ = ["COUNTY", "found_campaigns", "history", "tell"]
