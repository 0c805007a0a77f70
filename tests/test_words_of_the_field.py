"""What people read is said in their own words: no screen, paper, sheet or sentence uses those they do not say."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from fieldapp.accounts.people_sheet import ROLE_WORDS
from fieldapp.ground.problems import BadInput
from fieldapp.records.permissions import ROLE_NAMES
from tests import cast
from tests.cast import signed_in
from tests.conftest import make_app

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("*.py", "*.html", "*.typ", "*.js", "*.toml", "*.webmanifest")
NEVER = {
    "行动": "活动",
    "督导员": "县疾控、乡镇防保科",
    "观察员": "上级查看",
    "收件箱": "待核实",
    "未采纳": "不计入",
    "受种者": "孩子、儿童",
    "剔除": "不应服",
    "计划外生育": "未落户、未建档",
}
ON_PHONES = {"同步": "上报", "离线": "没网也能记", "冲突": "两边不一样"}
READ_IN_OLD_SHEETS = (
    "fieldapp/accounts/people_sheet.py",
    "fieldapp/campaigns/lists/columns.py",
    "fieldapp/catchup/register/columns.py",
    "fieldapp/school/class_sheet/columns.py",
)  # and never written


def sources(*folders: str) -> Iterator[tuple[str, str]]:
    """Files whose words people may read, with their text."""
    for folder in folders:
        for pattern in SOURCES:
            for file in (ROOT / folder).rglob(pattern):
                name = str(file.relative_to(ROOT))
                if "build/" not in name and name not in READ_IN_OLD_SHEETS:
                    yield name, file.read_text(encoding="utf-8")


def said(word: str, *folders: str) -> list[str]:
    return [
        f"{name}: {line.strip()[:80]}"
        for name, text in sources(*folders)
        for line in text.splitlines()
        if word in line
    ]


@pytest.mark.parametrize(("word", "instead"), NEVER.items(), ids=NEVER)
def test_nobody_reads_a_word_that_is_not_said(word: str, instead: str) -> None:
    assert said(word, "fieldapp", "static/field", "static/office") == [], f"say {instead}"


@pytest.mark.parametrize(("word", "instead"), ON_PHONES.items(), ids=ON_PHONES)
def test_phones_say_it_plainly(word: str, instead: str) -> None:
    assert said(word, "static/field") == [], f"say {instead}"
    assert said(word, "fieldapp/templates") == [], f"say {instead}"


def test_the_words_are_looked_for_where_they_would_stand() -> None:
    assert any(name == "static/field/rounds/words/zh.js" for name, _text in sources("static/field"))
    assert len(said("活动", "fieldapp")) > 20 and said("待核实", "fieldapp/templates")
    assert said("不愿意", "static/field/rounds/words") and said("家长拒绝", "fieldapp/campaigns/papers")


def test_roles_are_called_as_the_county_calls_them() -> None:
    assert {role: zh for role, (zh, _en) in ROLE_NAMES.items()} == {
        "lister": "摸底员",
        "vaccinator": "接种人员",
        "clinic": "防保医生",
        "nurse": "校医（保健老师）",
        "surveyor": "调查员",
        "supervisor": "县疾控、乡镇防保科",
        "observer": "上级查看",
        "administrator": "管理员",
    }
    for word in ("校医", "保健老师", "县疾控", "乡镇防保科", "督导员", "观察员", "supervisor"):
        assert ROLE_WORDS[word] in ROLE_NAMES


@pytest.mark.parametrize(
    ("name", "english"), [("预防接种现场登记", "Vaccination in the field"), ("南县接种", "Nan")]
)
def test_the_product_s_name_is_a_setting_and_stands_everywhere(
    tmp_path: Path, name: str, english: str
) -> None:
    app = make_app(tmp_path, PRODUCT_NAME=name, PRODUCT_NAME_EN=english)
    client = app.test_client()
    page, field = client.get("/sign-in").text, client.get("/field").text
    assert f'<a class="brand" href="/">{name}</a>' in page
    assert (
        f"<title>{name}</title>" in field and f'data-zh="{name}"' in field and f'data-en="{english}"' in field
    )
    assert json.loads(client.get("/manifest.webmanifest").text)["name"] == name
    client.set_cookie("lang", "en")
    assert f'<a class="brand" href="/">{english}</a>' in client.get("/sign-in").text


@pytest.mark.parametrize("name", ["", "名" * 31, "一\n二"])
def test_a_name_that_is_none_stops_the_start(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput, match="PRODUCT_NAME"):
        make_app(tmp_path, PRODUCT_NAME=name)


def test_no_page_carries_the_name_of_the_program(app: Flask) -> None:
    for path in ("/", "/account", "/help", "/people", "/campaigns"):
        page = signed_in(app, cast.ADMINISTRATOR).get(path).text
        [title] = re.findall(r"<title>(.*?)</title>", page, re.DOTALL)
        assert "fieldapp" not in title and title.endswith("预防接种现场登记")
