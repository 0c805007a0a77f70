"""Write what is printed from code: pages of docs, and the list of kinds for phones. Run it after changing that."""

from __future__ import annotations

import re
from pathlib import Path

from fieldapp.ground import config, problems
from fieldapp.records import contract, permissions

INDEX = """# Decisions

Short, one decision each, status kept current. A decision that turns out wrong is superseded by a new one that says
what was measured; it is not rewritten. Printed from the pages by `tools/print_docs.py`.

| | decision | status |
|---|---|---|
"""
DOCS = Path(__file__).resolve().parent.parent / "docs"


def decisions() -> str:
    """The page docs/adr/README.md."""
    rows = ""
    for page in sorted((DOCS / "adr").glob("0*.md")):
        words = page.read_text(encoding="utf-8")
        number, title = re.findall(r"^# (\d+)\. (.+)$", words, re.MULTILINE)[0]
        status = re.findall(r"^Status: (.+)\.$", words, re.MULTILINE)[0]
        rows += f"| [{number}]({page.name}) | {title} | {status} |\n"
    return INDEX + rows


PAGES = {
    "adr/README.md": decisions,
    "permissions.md": permissions.as_markdown,
    "problems.md": problems.as_markdown,
    "settings.md": config.as_markdown,
    "../static/field/core/contract.json": contract.as_json,
}

if __name__ == "__main__":
    for name, printed in PAGES.items():
        (DOCS / name).write_text(printed(), encoding="utf-8")
