"""The page of docs that shows the office's parts is the one the parts draw."""

from __future__ import annotations

import re
import subprocess  # nosec B404
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PARTS = (ROOT / "fieldapp" / "templates" / "parts.html").read_text(encoding="utf-8")
SHOWN = (ROOT / "tools" / "office_parts.html").read_text(encoding="utf-8")
# what issue 13 calls the office's parts, and the macro that writes each
NAMES = {
    "页头": "headline", "句子": "sentence", "主数": "amount", "长条": "bar", "表": "table", "筛选": "ways",
    "表单": "form", "确认": "confirm", "空": "empty", "打印的纸": "grid",
}  # fmt: skip


def test_docs_parts_html_is_what_make_parts_draws() -> None:
    code = "import sys; sys.path.insert(0, 'tools'); import draw_parts; sys.stdout.write(draw_parts.drawn())"
    drawn = subprocess.run(  # in a process of its own: it changes what every form carries
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )  # nosec B603
    assert (ROOT / "docs" / "parts.html").read_text(encoding="utf-8") == drawn.stdout, "make parts"


def test_every_part_stands_on_it_under_its_name() -> None:
    heads = " ".join(re.findall(r"<h2>([^<]*)</h2>", SHOWN))
    for name, macro in NAMES.items():
        assert name in heads, name
        assert f"{{% macro {macro}(" in PARTS and f"parts.{macro}(" in SHOWN, macro


def test_the_guide_to_templates_names_every_part() -> None:
    guide = (ROOT / "fieldapp" / "templates" / "README.md").read_text(encoding="utf-8")
    macros = re.findall(r"{% macro ([a-z]\w*)\(", PARTS)
    assert [one for one in macros if f"parts.{one}(" not in guide] == []
