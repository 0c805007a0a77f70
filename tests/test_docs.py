"""Docs say what is true now: links resolve; every setting, command and problem code is described."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fieldapp import config
from fieldapp.cli import ROOMS
from fieldapp.problems import as_markdown
from fieldapp.sync.kinds import KINDS
from tests import examples

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_to_a_file_leads_to_one(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_setting_is_described() -> None:
    assert (ROOT / "docs" / "settings.md").read_text(encoding="utf-8") == config.as_markdown()


def test_every_command_is_described() -> None:
    words = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    for names in ROOMS.values():
        for name in names:
            assert f"`fieldapp {name}" in words


def test_the_examples_of_commands_print_what_the_page_says(tmp_path: Path) -> None:
    page = examples.PAGE.read_text(encoding="utf-8")
    assert examples.refreshed(page, tmp_path) == page, "python -m tests.examples writes it anew"


def test_every_problem_is_on_its_page() -> None:
    assert (ROOT / "docs" / "problems.md").read_text(encoding="utf-8") == as_markdown()


def test_every_kind_is_described() -> None:
    words = (ROOT / "docs" / "sync.md").read_text(encoding="utf-8")
    for kind in KINDS:
        assert f"`{kind}`" in words, kind


@pytest.mark.parametrize(
    "name", ["README.md", "README.zh-CN.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE"]
)
def test_what_a_newcomer_looks_for_is_there(name: str) -> None:
    assert (ROOT / name).stat().st_size > 200


def test_every_decision_is_in_the_index_with_its_status() -> None:
    index = (ROOT / "docs" / "adr" / "README.md").read_text(encoding="utf-8")
    for page in (ROOT / "docs" / "adr").glob("0*.md"):
        words = page.read_text(encoding="utf-8")
        (title,), (status,) = (re.findall(p, words, re.M) for p in (r"^# \d+\. (.+)$", r"^Status: (.+)\.$"))
        assert f"]({page.name}) | {title} | {status} |" in index, "tools/print_docs.py prints it anew"


def test_every_test_that_the_page_on_security_names_is_there() -> None:
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    named = re.findall(r"`(?:tests/)?((?:\w+/)?test_\w+\.py)(?:::…?(\w+)…?)?`", page)
    assert len(named) > 20
    for file, name in named:
        words = (ROOT / "tests" / file).read_text(encoding="utf-8")
        assert name in words, f"{file} has no {name}"


def test_every_page_is_in_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    for page in (ROOT / "docs").glob("*.md"):
        assert page.name == "README.md" or f"]({page.name})" in index, f"{page.name} is not in docs/README.md"
