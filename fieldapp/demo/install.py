"""Writes the demo's reference rows: areas, people with phones, campaigns, rounds, posts, assignments.

Each row is added only where it is missing, so installing again changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from random import Random
from typing import Any

from pypinyin import Style, lazy_pinyin
from sqlalchemy.orm import Session

from fieldapp.accounts.showcase import PASSWORD
from fieldapp.demo.catch_up import campaign_row, session_row
from fieldapp.demo.schools.places import SCHOOLS, school_key
from fieldapp.demo.stage.cast import CLOCK_OFF, SILENT, Cast, Worker, village_worker
from fieldapp.demo.stage.names import phone_number
from fieldapp.demo.stage.phone import Phone, named
from fieldapp.demo.stage.places import (
    COUNTY,
    FARM,
    FARM_TOWNSHIP,
    LEVELS,
    ORDINARY,
    OUTLINED,
    PUBLISHED,
    Place,
    county_ring,
    near,
    outline,
    place,
    places,
    villages_of,
)
from fieldapp.models.areas import Area, Boundary, LocalUnit
from fieldapp.models.campaigns import Assignment, Campaign, Post, Round
from fieldapp.models.catchups import CatchupCampaign, CatchupSession
from fieldapp.models.clinics import Clinic
from fieldapp.models.people import Device, Person, PersonArea, PersonScope
from fieldapp.models.schools import School
from fieldapp.web.passwords import hash_password


class Installer:
    """Adds what is missing through a session; the caller commits."""

    def __init__(self, session: Session, cast: Cast, argon2_memory_kib: int) -> None:
        self.session, self.cast, self.days = session, cast, cast.days
        self.since = self.days.day("2025-11-01")
        self.memory, self.hash = argon2_memory_kib, ""

    def add(self, model: Any, primary: Any, /, **words: Any) -> None:
        """A row with this primary key, unless it is there; words must hold the key's columns."""
        if self.session.get(model, primary) is None:
            self.session.add(model(**words))

    def areas(self) -> None:
        """The county's areas, its outline and those of some villages, and the farm."""
        for one in places():
            self.add(Area, one.code, **_area(one))
            if self.session.new:
                self.session.flush()
        self._boundary(COUNTY, county_ring())
        for village in (village for township in OUTLINED for village in villages_of(township)):
            self._boundary(village.code, outline(village, villages_of(COUNTY)))
        key, (lat, lon) = named(self.cast.seed, "farm"), near(place(FARM), 300, Random(FARM))  # nosec B311
        words: dict[str, Any] = {
            "area": FARM,
            "kind": "farm",
            "name": "东风农场",
            "lat": lat,
            "lon": lon,
            "since": self.since,
        }
        self.add(LocalUnit, key, key=key, **words)
        self.session.flush()

    def _boundary(self, code: str, ring: list[list[float]]) -> None:
        shape = json.dumps({"type": "Polygon", "coordinates": [ring]})
        self.add(Boundary, code, code=code, geometry=shape)

    def clinics(self) -> None:
        """The clinic of every township, which serves its villages."""
        for n, town in enumerate((one for one in places() if one.level == "township"), 1):
            key = self.cast.clinic(town.code)
            words: dict[str, Any] = {"area": town.code, "name": f"{town.name}卫生院", "kind": "township"}
            words |= {"code": f"{COUNTY}{n:04d}", "days": "每周二、周四上午", "phone": f"0737-520{n:04d}"}
            words |= {"address": f"{town.name}（演示）", "serves": json.dumps([town.code])}
            self.add(Clinic, key, key=key, **words)
        self.session.flush()

    def people(self, workers: Iterable[Worker]) -> None:
        """People who can sign in with the demo password, and their areas."""
        for worker in workers:
            id_ = self.cast.person(worker.username)
            self.hash = self.hash or hash_password(PASSWORD, self.memory)
            words: dict[str, Any] = {"username": worker.username, "name": worker.name, "role": worker.role}
            words["phone"] = phone_number(Random(f"{self.cast.seed} {worker.username}"))  # nosec B311
            if worker.role in ("vaccinator", "clinic"):
                words["clinic"] = self.cast.clinic(worker.areas[0][:9])
            self.add(Person, id_, id=id_, **words, password_hash=self.hash, **self._certificate(worker))
        self.session.flush()
        for worker in workers:
            id_ = self.cast.person(worker.username)
            for area in worker.areas:
                self.add(PersonArea, (id_, area), person=id_, area=area, since=self.since)
        self.session.flush()

    def _certificate(self, worker: Worker) -> dict[str, Any]:
        """Those who dose have a certificate; one has run out."""
        if worker.role not in ("vaccinator", "clinic"):
            return {}
        until = self.days.day("2025-12-31") if worker.username == "v2" else "2099-12-31"
        return {"certificate_no": f"演示-{worker.username}", "certificate_until": until}

    def schools(self) -> None:
        """Schools and kindergartens, each with its clinic and the nurse who belongs to it."""
        for n, school in enumerate(SCHOOLS, 1):
            key = school_key(self.cast.seed, school)
            words: dict[str, Any] = {"county": COUNTY, "area": school.area, "name": school.name}
            words |= {"kind": school.kind, "code": f"{COUNTY}8{n:03d}", "phone": f"0737-521{n:04d}"}
            words |= {"clinic": self.cast.clinic(school.township), "licensed": school.licensed}
            words["address"] = f"{place(school.area).short}（演示）"
            self.add(School, key, key=key, **words)
            self.session.flush()
            nurse, scope = self.cast.person(school.nurse), f"school:{key}"
            held = {"person": nurse, "scope": scope, "partition": COUNTY, "since": self.since}
            self.add(PersonScope, (nurse, scope), **held)
        self.session.flush()

    def phones(self, phones: Iterable[Phone]) -> None:
        """Phones that have recorded; nobody knows their tokens: signing in gives a new phone."""
        silent = self.days.day("2025-12-09") + "T09:12:00.000Z"
        for phone in phones:
            rng = Random(f"{self.cast.seed}|heard|{phone.name}")  # nosec B311
            seen = silent if phone.name in SILENT else self.days.heard(rng)
            words = {
                "person": phone.person,
                "name": f"{phone.name}-phone",
                "created": f"{self.since}T01:00:00.000Z",
            }
            words |= {"token_hash": f"none {phone.device}", "token_until": self.since, "last_seen": seen}
            off = 47 * 60 if phone.name == CLOCK_OFF else 0
            self.add(Device, phone.device, id=phone.device, clock_off_s=off, app="demo", **words)
        self.session.flush()

    def campaigns(self) -> None:
        """The county's two rounds and the farm's own; both campaigns open."""
        towns = [one.code for one in places() if one.level == "township" and one.code != FARM_TOWNSHIP]
        years = "—".join(sorted({self.days.first[0][:4], self.days.second[-1][:4]}))
        self._campaign(self.cast.campaign, f"{years}年南县脊髓灰质炎疫苗补充免疫（演示）", towns)
        self._campaign(self.cast.farm_campaign, "东风农场医院脊灰疫苗补充免疫（演示）", [FARM])
        for campaign, keys in (
            (self.cast.campaign, self.cast.rounds),
            (self.cast.farm_campaign, self.cast.farm_rounds),
        ):
            for n, (key, days) in enumerate(zip(keys, (self.days.first, self.days.second), strict=True), 1):
                words: dict[str, Any] = {
                    "campaign": campaign,
                    "n": n,
                    "first_day": days[0],
                    "last_day": days[-1],
                }
                self.add(Round, key, key=key, **words)
        self.session.flush()

    def catch_up(self) -> None:
        """The catch-up and its session."""
        campaign, session = campaign_row(self.cast), session_row(self.cast)
        self.add(CatchupCampaign, campaign["key"], **campaign)
        self.session.flush()
        self.add(CatchupSession, session["key"], **session)
        self.session.flush()

    def _campaign(self, key: str, name: str, areas: list[str]) -> None:
        words: dict[str, Any] = {
            "name": name,
            "county": COUNTY,
            "state": "open",
            "product": "bOPV",
            "form": "drops",
        }
        born_from, born_to = self.days.born
        words |= {"born_from": born_from, "born_to": born_to, "min_age_days": 60, "min_interval_days": 28}
        words |= {"areas": json.dumps(areas), "goal": 95, **self._document()}
        self.add(Campaign, key, key=key, **words)

    def _document(self) -> dict[str, str]:
        year = self.days.first[0][:4]
        said = {"document_name": f"关于开展{year}年脊髓灰质炎疫苗补充免疫活动的通知"}
        return said | {
            "document_no": f"南卫发〔{year}〕0号（演示）",
            "document_by": "南县卫生健康局（演示）",
        }

    def posts(self, villages: Iterable[Place]) -> None:
        """A post a village: the clinic's in a township's first village, temporary ones elsewhere."""
        for village in villages:
            first = village == villages_of(village.code[:9])[0]
            name = f"{place(village.code[:9]).name}卫生院" if first else f"{village.short}卫生室"
            lat, lon = near(village, 200, Random(f"post|{village.code}"))  # nosec B311
            words: dict[str, Any] = {"campaign": self.cast.campaign, "area": village.code, "name": name}
            words |= {
                "kind": "fixed" if first else "temporary",
                "days": json.dumps(self.days.first[:3] + self.days.second[:3]),
            }
            words |= {"hours": "8:00—11:30，14:30—17:00", "lat": lat, "lon": lon, "staff": "[]"}
            self.add(Post, self.cast.post(village.code), key=self.cast.post(village.code), **words)
        self.session.flush()

    def assignments(self, given: Iterable[tuple[str, str, int]]) -> None:
        """Villages given to people for both rounds: (village, user name, children expected)."""
        for village, username, expected in given:
            for round_ in self.cast.farm_rounds if village == FARM else self.cast.rounds:
                key = named(self.cast.seed, "assignment", round_, village, username)
                words = {"round": round_, "area": village, "person": self.cast.person(username)}
                self.add(Assignment, key, key=key, expected=expected, **words)
        self.session.flush()


def _area(one: Place) -> dict[str, Any]:
    parent = next((one.code[:n] for n in sorted(LEVELS, reverse=True) if n < len(one.code)), None)
    syllables = lazy_pinyin(one.name)
    return {
        "code": one.code,
        "name": one.name,
        "level": one.level,
        "parent": parent,
        "county": one.code[:6] if len(one.code) >= 6 else None,
        "population": one.population,
        "lat": one.lat,
        "lon": one.lon,
        "pinyin": "".join(syllables),
        "initials": "".join(lazy_pinyin(one.name, style=Style.FIRST_LETTER)),
    }


def expected_of(cast: Cast, children: dict[str, int]) -> list[tuple[str, str, int]]:
    """Assignments of the villages of the story with what was planned: last year's figure, a little off."""
    rng = Random(f"{cast.seed}|expected")  # nosec B311
    given = []
    for village in (v for t in (PUBLISHED, *ORDINARY) for v in villages_of(t)):
        planned = round(children[village.code] * rng.uniform(0.97, 1.05))
        given.append((village.code, cast.vaccinator(village.code).name, planned))
    return [*given, (FARM, cast.vaccinator(FARM).name, 190)]


def scale_workers(cast: Cast, villages: Iterable[str]) -> list[Worker]:
    """One worker a village for the children a larger demo adds."""
    return [village_worker(cast.seed, village) for village in sorted(set(villages))]
