"""The reference rows of the demo's surveys and of its lot, and who works the clusters."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any, Protocol

from fieldapp.demo.stage.cast import Cast
from fieldapp.demo.stage.places import COUNTY, PUBLISHED, place
from fieldapp.demo.surveys import plan
from fieldapp.demo.surveys.plan import Planned
from fieldapp.models.people import PersonScope
from fieldapp.models.surveys import Lot, Survey, SurveyCluster
from fieldapp.survey.plan import drawing
from fieldapp.survey.plan.sizing import PRESETS, size_of


class Installer(Protocol):
    """What adds rows (`fieldapp.demo.install`)."""

    session: Any
    cast: Cast
    since: str

    def add(self, model: Any, primary: Any, /, **words: Any) -> None:
        """A row, unless it is there."""


COLUMNS = ("key", "name", "kind", "state", "first_day", "last_day", "born_from", "born_to", "goal")


def install(installer: Installer) -> None:
    """The surveys with their clusters, given to the demo's surveyor; the lot."""
    for one in plan.surveys(installer.cast):
        _survey(installer, one)
    _lot(installer)


def _survey(installer: Installer, one: Planned) -> None:
    found = plan.drawn(one)
    preset = PRESETS[one.preset]
    design = {"preset": one.preset, "wanted": asdict(preset.wanted), "clusters": one.clusters}
    design |= {"plan": asdict(size_of(preset.wanted).plan), "largest": None}
    words = {name: getattr(one, name) for name in COLUMNS} | {"county": COUNTY, "area": COUNTY}
    words |= {"series": json.dumps(one.series), "design": json.dumps(design), "per_household": "one"}
    words |= {
        "frame": drawing.as_text(plan.frame()),
        "seed": plan.SEED + len(one.which),
        "households": "walk",
    }
    words |= {"interval": json.dumps(found.interval), "start": json.dumps(found.start)}
    words |= {"children_per_cluster": one.each, "strata": json.dumps({"": [p.code for p in plan.frame()]})}
    words["campaign"] = installer.cast.campaign if one.kind == "after_campaign" else None
    words["closed_at"] = f"{one.last_day}T10:00:00.000Z" if one.state == "closed" else None
    installer.add(Survey, one.key, **words)
    installer.session.flush()
    person = installer.cast.person("survey")
    for cluster in found.clusters:
        key = plan.cluster_key(installer.cast, one, cluster)
        said = {"survey": one.key, "n": cluster.n, "area": cluster.code, "size": cluster.size}
        installer.add(SurveyCluster, key, key=key, probability=cluster.expected, stratum="", **said)
        scope = f"cluster:{key}"
        held = {"person": person, "scope": scope, "partition": COUNTY, "since": installer.since}
        installer.add(PersonScope, (person, scope), **held)
    installer.session.flush()


def _lot(installer: Installer) -> None:
    key, codes = plan.lot_key(installer.cast), plan.lot_clusters()
    clusters = [
        {"n": n, "area": code, "place": place(code).name, "size": place(code).population or 0}
        for n, code in enumerate(codes, 1)
    ]
    after = plan.surveys(installer.cast)[1]
    words = {"county": COUNTY, "area": PUBLISHED, "name": "第一轮质量抽样", "seed": plan.SEED}
    words |= {"campaign": installer.cast.campaign, "round": installer.cast.rounds[0]}
    words |= {"born_from": after.born_from, "born_to": after.born_to, "clusters": json.dumps(clusters)}
    installer.add(Lot, key, key=key, **words)
    installer.session.flush()
