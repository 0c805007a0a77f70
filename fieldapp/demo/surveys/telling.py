"""What the demo's surveyor was told: household by household, and in the clusters of the lot. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from fieldapp.demo.stage import names
from fieldapp.demo.stage.cast import Cast
from fieldapp.demo.stage.phone import Operation, Phone, soon_after
from fieldapp.demo.stage.places import near, place
from fieldapp.demo.surveys import plan
from fieldapp.demo.surveys.plan import Planned
from fieldapp.survey.plan.drawing import Chosen

SURVEYOR = "survey"
# product, days after birth it is usually given, and how many of a hundred families bring the child
USUAL = (
    *(("BCG", 0, 99), ("HepB", 0, 99), ("HepB", 33, 99), ("IPV", 63, 99), ("IPV", 94, 98), ("DTaP", 93, 99)),
    *(("bOPV", 125, 98), ("DTaP", 124, 98), ("DTaP", 155, 98), ("HepB", 186, 99), ("MPSV-A", 186, 98)),
    *(("MR", 246, 98), ("JE-L", 247, 98), ("MPSV-A", 280, 96), ("DTaP", 552, 94), ("MMR", 553, 94)),
)
REASONS = ("not_aware", "time_place", "ill", "fear", "no_time", "far", "away", "not_told")
MINUTES = (4, 9)


def surveyed(cast: Cast) -> list[Operation]:
    """Every interview of both surveys, and the checks of the lot."""
    phone = cast.phone(SURVEYOR)
    told = [one for survey in plan.surveys(cast) for one in _of_survey(cast, phone, survey)]
    return told + _of_lot(cast, phone)


def _of_survey(cast: Cast, phone: Phone, survey: Planned) -> list[Operation]:
    told: list[Operation] = []
    start = date.fromisoformat(survey.first_day)
    for cluster in plan.drawn(survey).clusters[: survey.done]:
        rng = Random(f"{cast.seed}|{survey.which}|{cluster.n}")  # nosec B311
        on = start + timedelta(days=(cluster.n - 1) * 10 // survey.clusters)
        told += _Walk(cast, phone, survey, cluster, rng, on.isoformat()).households()
    return told


class _Walk:
    """One cluster's households in the order they were come to."""

    def __init__(
        self, cast: Cast, phone: Phone, survey: Planned, cluster: Chosen, rng: Random, on: str
    ) -> None:
        self.cast, self.phone, self.survey, self.cluster = cast, phone, survey, cluster
        self.rng, self.on, self.at = rng, on, f"{on}T01:00:00.000Z"
        self.far = rng.random()  # how far the village is from its clinic: who lives far brings children less

    def households(self) -> list[Operation]:
        """Until enough children were told of: refusals, empty houses and those nobody was met in on the way."""
        told, number, children = [], 0, 0
        while children < self.survey.each:
            number += 1
            chance = self.rng.random()
            outcome = next(
                name
                for name, up_to in (
                    ("refused", 0.04),
                    ("nobody", 0.12),
                    ("no_child", 0.4),
                    ("interviewed", 1.0),
                )
                if chance < up_to
            )
            told.append(self._said(number, outcome))
            children += outcome == "interviewed"
        return told

    def _said(self, number: int, outcome: str) -> Operation:
        started = self.at
        for _ in range(self.rng.randint(*MINUTES) if outcome == "interviewed" else 1):
            self.at = soon_after(self.at, self.rng)
        ended, self.at = self.at, soon_after(self.at, self.rng)
        lat, lon = near(place(self.cluster.code), 600, self.rng)
        data: dict[str, Any] = {"survey": self.survey.key, "household_no": number, "outcome": outcome}
        data |= {"cluster": plan.cluster_key(self.cast, self.survey, self.cluster), "on": self.on}
        data |= {"tries": 2 if outcome == "nobody" else 1, "started": started, "ended": ended}
        data |= {"lat": round(lat, 5), "lon": round(lon, 5), "accuracy_m": 12}
        data |= {"head": names.grown_name(self.rng), "members": []}
        if outcome == "interviewed":
            data["members"] = [self._child()]
        return self.phone.say("interview", self.cluster.code, ended, data)

    def _child(self) -> dict[str, Any]:
        low, high = (date.fromisoformat(day) for day in (self.survey.born_from, self.survey.born_to))
        born = low + timedelta(days=self.rng.randrange((high - low).days))
        seen = self.rng.random() < 0.86
        doses = self._doses(born, seen)
        name = names.child_name(names.surname(self.rng), self.rng)
        said: dict[str, Any] = {
            "no": 1,
            "name": name,
            "born": born.isoformat(),
            "chosen": True,
            "doses": doses,
        }
        said |= {
            "sex": self.rng.choice(["male", "female"]),
            "bcg_scar": self.rng.choice(["yes", "yes", "no"]),
        }
        said |= {"certificate": "seen" if seen else self.rng.choice(["not_seen", "lost"]), "card": "not_seen"}
        said |= {"residence": "migrant" if self.rng.random() < 0.15 else "local"}
        said["campaign"] = "yes" if self.rng.random() < 0.955 - 0.06 * self.far else "no"
        said["recall"] = {} if seen else {"polio": 3, "dtp": self.rng.choice([2, 3]), "mcv": 1}
        missed = len({one["product"] for one in doses}) < 6 or said["campaign"] == "no"
        return said | ({"reason": self.rng.choice(REASONS)} if missed else {})

    def _doses(self, born: date, seen: bool) -> list[dict[str, Any]]:
        """What the certificate shows, and the clinic's register beside it."""
        found = []
        stays = self.rng.random() > 0.03  # some families never come again
        for product, days, brought in USUAL:
            on = born + timedelta(days=days + self.rng.randrange(25 if days else 2))
            come = self.rng.random() * 100 < brought - 3 * self.far and (stays or days < 40)
            if come and on.isoformat() < self.on:
                sources = ["certificate", "register"] if seen else ["register"]
                found += [{"product": product, "given_on": on.isoformat(), "source": one} for one in sources]
        return found


def _of_lot(cast: Cast, phone: Phone) -> list[Operation]:
    """Ten children in each of the lot's clusters; nine of them were missed."""
    rng = Random(f"{cast.seed}|{plan.LOT}")  # nosec B311
    on, told = cast.days.day("2025-12-12"), []
    missed = set(rng.sample(range(plan.LOT_CLUSTERS * plan.LOT_EACH), 9))
    for n, code in enumerate(plan.lot_clusters()):
        children = [
            _checked(rng, place_ in missed, number)
            for number, place_ in enumerate(range(n * plan.LOT_EACH, (n + 1) * plan.LOT_EACH), 1)
        ]
        data = {
            "kind": "lqas",
            "lot": plan.lot_key(cast),
            "cluster": str(n + 1),
            "on": on,
            "children": children,
        }
        data |= {
            "campaign": cast.campaign,
            "round": cast.rounds[0],
            "site": place(code).name,
            "site_kind": "other",
        }
        told.append(phone.say("quick_check", code, f"{on}T0{n + 1}:30:00.000Z", data))
    return told


def _checked(rng: Random, missed: bool, number: int) -> dict[str, Any]:
    said = {
        "no": number,
        "residence": "resident" if rng.random() < 0.9 else "over_3_months",
        "certificate": True,
    }
    said |= {"card": rng.random() < 0.95, "prior": rng.choice(["1", "3", "3"]), "vaccinated": not missed}
    said |= {"round1": "no" if missed else "yes", "round2": "unknown"}
    return said | ({"reason": rng.choice(REASONS)} if missed else {})
