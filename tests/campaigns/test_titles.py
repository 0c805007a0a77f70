"""What a campaign and its files are called in English: by what they are, in Latin letters alone."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from flask import Flask

from fieldapp.campaigns.figures.file_names import campaign_file, file_name
from fieldapp.campaigns.titles import english_title
from tests import cast
from tests.office.test_wrong_forms import county, world

__all__ = ["county", "world"]
DOWNLOAD = re.compile(r'href="(/[^"]+\.(?:xlsx|pdf)[^"]*)"')


@pytest.mark.parametrize(
    ("said", "title"),
    [
        (
            ("2026年南县脊灰疫苗补充免疫", "bOPV", "sia", "2026", "Nanxian"),
            "2026 polio (bOPV) supplementary immunization, Nanxian",
        ),
        (
            ("脊灰补充免疫", "bOPV", "sia", "2025–2026", ""),
            "2025–2026 polio (bOPV) supplementary immunization",
        ),
        (
            ("麻疹", "MR", "sia", "", "Nanxian"),
            "Measles and rubella (MR) supplementary immunization, Nanxian",
        ),
        (("补种", "BCG", "catchup", "2026", "Nanxian"), "2026 BCG catch-up vaccination, Nanxian"),
        (("Polio 2026", "bOPV", "sia", "2026", "Nanxian"), "Polio 2026"),
    ],
)
def test_a_campaign_is_called_by_year_vaccine_kind_and_place(said: tuple[str, ...], title: str) -> None:
    assert english_title(*said) == title


def test_a_file_has_latin_letters_alone_and_says_no_place_twice() -> None:
    said = "2026 polio (bOPV) supplementary immunization, Nanxian"
    name = file_name("南县 Nanxian", said, 2, "report 1", "2026-11-30", "en")
    assert name == "Nanxian-2026-polio-bOPV-supplementary-immunization-round-2-report-1-2026-11-30"
    part = file_name("南县 Nanxian, 青树嘴镇 Qingshuzui Town", said, 2, "unknown", "2026-11-30", "en")
    assert part.startswith("Nanxian-Qingshuzui-Town-2026-polio-bOPV-") and part.endswith(
        "-unknown-2026-11-30"
    )
    assert campaign_file(said, "batches", "2026-11-30", "en").endswith("-Nanxian-batches-2026-11-30")
    assert campaign_file("脊灰补充免疫", "批号", "2026-11-30") == "脊灰补充免疫-批号-2026-11-30"


def test_every_download_of_an_english_page_has_a_name_in_latin_letters(world: Flask) -> None:
    client = cast.signed_in(world, cast.SUPERVISOR)
    client.set_cookie("lang", "en")
    campaign = re.search(r"/campaigns/[0-9a-f-]{36}", client.get("/campaigns").text)
    assert campaign
    pages = [
        "",
        "/plan",
        "/posts",
        "/batches",
        "/list",
        "/rounds/1",
        "/rounds/1/assignments",
        "/rounds/1/table",
    ]
    pages = [f"{campaign[0]}{page}" for page in pages] + ["/areas/430921", "/clinics", "/people", "/phones"]
    found = {
        href for page in pages for href in DOWNLOAD.findall(client.get(page, follow_redirects=True).text)
    }
    assert len(found) > 8
    for href in found:
        said = unquote(client.get(href.replace("&amp;", "&")).headers["Content-Disposition"])
        [name] = re.findall(r"filename\*?=(?:UTF-8'')?\"?([^\";]+)", said)[-1:]
        assert re.fullmatch(r"[\w.–+-]+", name) and not re.search("[㐀-鿿_]", name), name
