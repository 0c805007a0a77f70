"""What a campaign is called on a page and in the names of files: in Chinese as its people named it; in English by what
it is, derived from year, product, kind and place: `2026 polio (bOPV) supplementary immunization, Nanxian`."""

from __future__ import annotations

import json
import re

from flask import g, has_request_context
from sqlalchemy import func, select

from fieldapp.areas.romanised import HAN, place_in_latin
from fieldapp.ground.db import db
from fieldapp.ground.words import language
from fieldapp.models.areas import Area
from fieldapp.models.campaigns import Campaign, Round

DISEASES = {
    "polio": ("bOPV", "IPV", "tOPV"),
    "measles": ("MV",),
    "measles and rubella": ("MR",),
    "measles and mumps": ("MM",),
    "measles, mumps and rubella": ("MMR",),
    "hepatitis B": ("HepB",),
    "hepatitis A": ("HepA-L", "HepA-I"),
    "Japanese encephalitis": ("JE-L", "JE-I"),
    "meningococcal": ("MPSV-A", "MPSV-AC", "MPCV-AC", "MCV4"),
    "diphtheria, tetanus and pertussis": ("DTaP", "DTwP"),
    "diphtheria and tetanus": ("DT",),
    "HPV": ("2vHPV", "4vHPV", "9vHPV"),
}
OF_PRODUCT = {code: disease for disease, codes in DISEASES.items() for code in codes}
KINDS = {"sia": "supplementary immunization", "catchup": "catch-up vaccination"}
YEARS = re.compile(r"(20\d\d)(?:[—–-]+(20\d\d))?年?")
LEVELS = (12, 9, 6, 4, 2)  # digits of a village's, township's, county's, city's, province's code


def english_title(name: str, product: str, kind: str, years: str, place: str) -> str:
    """A campaign in English; one whose name has no Chinese is called as it is. `years`: `2026` or `2025–2026`."""
    if not HAN.search(name):
        return name
    disease = OF_PRODUCT.get(product)
    what = f"{disease} ({product})" if disease else product
    said = " ".join(filter(None, (years, what, KINDS.get(kind, kind))))
    said = said[:1].upper() + said[1:]
    return f"{said}, {place}" if place else said


def campaign_said(campaign: Campaign, lang: str | None = None) -> str:
    """The campaign as pages and files in this language call it."""
    if (lang or language()) != "en":
        return campaign.name
    kept: dict[str, str] = g.setdefault("campaigns_said", {}) if has_request_context() else {}
    key = f"{campaign.key} {campaign.version}"
    if key not in kept:
        said = english_title(
            campaign.name, campaign.product, campaign.kind, _years(campaign), _place(campaign)
        )
        kept[key] = said
    return kept[key]


def _years(campaign: Campaign) -> str:
    """The years its name says, else those of its rounds."""
    if found := YEARS.search(campaign.name):
        return "–".join(filter(None, found.groups()))
    query = select(func.min(Round.first_day), func.max(Round.last_day)).where(Round.campaign == campaign.key)
    days = db.session.execute(query).one()
    return "–".join(sorted({day[:4] for day in days if day}))


def _place(campaign: Campaign) -> str:
    """The smallest area that holds all it is ordered for."""
    codes: list[str] = json.loads(campaign.areas) or [campaign.county]
    whole = next((codes[0][:n] for n in LEVELS if all(c[:n] == codes[0][:n] for c in codes)), "")
    return place_in_latin(db.session.scalar(select(Area.name).where(Area.code == whole)) or "")
