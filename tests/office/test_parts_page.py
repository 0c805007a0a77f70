"""The pages of docs that show the parts of office and phone are the ones the parts draw."""

from __future__ import annotations

import re
import subprocess  # nosec B404
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PARTS = (ROOT / "fieldapp" / "templates" / "parts.html").read_text(encoding="utf-8")
SHOWN = (ROOT / "tools" / "office_parts.html").read_text(encoding="utf-8")
# what issue 13 calls the office's parts, and the macro that writes each
NAMES = {
    "页头": "headline", "句子": "sentence", "主数": "amount", "长条": "bar", "表": "table", "筛选": "ways",
    "表单": "form", "确认": "confirm", "空": "empty", "打印的纸": "grid",
}  # fmt: skip


@pytest.mark.parametrize(("page", "by"), [("parts", "drawn"), ("phone-parts", "drawn_by_the_phone")])
def test_a_page_of_parts_is_what_make_parts_draws(page: str, by: str) -> None:
    code = f"import sys; sys.path.insert(0, 'tools'); import draw_parts; sys.stdout.write(draw_parts.{by}())"
    drawn = subprocess.run(  # in a process of its own: it changes what every form carries
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )  # nosec B603
    assert (ROOT / "docs" / f"{page}.html").read_text(encoding="utf-8") == drawn.stdout, "make parts"


# what issue 13 calls the phone's parts, and the component that draws each
OF_PHONE = {
    "页 page": "Page", "标题行 top line": "Top", "小按钮 chip": "Chips", "行 row": "Row",
    "两个回答 answer pair": "Pair", "底部弹层 sheet": "Sheet", "填写栏 field": "TextField", "提示 notice": "Notice",
    "空 empty": "Empty",
}  # fmt: skip


def test_every_part_of_the_phone_stands_on_its_page_under_its_name() -> None:
    drawing = (ROOT / "tools" / "phone_parts.mjs").read_text(encoding="utf-8")
    shown = (ROOT / "docs" / "phone-parts.html").read_text(encoding="utf-8")
    for name, part in OF_PHONE.items():
        assert f"<h2>{name}</h2>" in shown and f"<${{{part}}} " in drawing, part


def test_every_part_stands_on_it_under_its_name() -> None:
    heads = " ".join(re.findall(r"<h2>([^<]*)</h2>", SHOWN))
    for name, macro in NAMES.items():
        assert name in heads, name
        assert f"{{% macro {macro}(" in PARTS and f"parts.{macro}(" in SHOWN, macro


def test_the_guide_to_templates_names_every_part() -> None:
    guide = (ROOT / "fieldapp" / "templates" / "README.md").read_text(encoding="utf-8")
    macros = re.findall(r"{% macro ([a-z]\w*)\(", PARTS)
    assert [one for one in macros if f"parts.{one}(" not in guide] == []
