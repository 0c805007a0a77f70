"""Docs say what is true now: links resolve; every setting, command and problem code is described."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fieldapp.commands.main import ROOMS
from fieldapp.ground import config
from fieldapp.ground.problems import as_markdown
from fieldapp.records.kinds import KINDS
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
    assert examples.same(page, examples.refreshed(page, tmp_path)), "python -m tests.examples writes it anew"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_page_shows_a_float_to_its_last_digits(page: Path) -> None:
    """Another processor prints other last digits: what a command printed is rounded before it stands on a page."""
    words = page.read_text(encoding="utf-8")
    shown = [
        number for block in examples.BLOCK.findall(words) for number in examples.LONG_FLOAT.findall(block)
    ]
    assert [number for number in shown if examples.rounded(number) != number] == []


@pytest.mark.parametrize(
    ("shown", "printed", "alike"),
    [
        ('{"p": 0.65451}', '{"p": 0.6545104736431917}', True),
        ('{"p": 0.654510}', '{"p": 0.6545104736431916}', True),
        ('{"p": 0.65451}', '{"p": 0.65453}', False),
        ('{"p": 3.0}', '{"p": 2.9999998}', True),
        ('{"se": 0.0}', '{"se": 1e-17}', True),
        ('{"n": 253}', '{"n": 254}', False),
        ('{"n": 6000000}', '{"n": 6000001}', False),
        ('{"n": 253, "m": 1.5}', '{"n": 253, "k": 1.5}', False),
        ("cluster 3 of 4", "cluster 3 of 4 5", False),
    ],
)
def test_examples_are_compared_number_by_number(shown: str, printed: str, alike: bool) -> None:
    assert examples.same(shown, printed) == alike


def test_an_example_does_not_depend_on_the_last_digits_of_a_float() -> None:
    """What another processor prints: every float of both pages moved by a few units in its last place."""
    for file in (examples.PAGE, ROOT / "docs" / "survey.md"):
        page = file.read_text(encoding="utf-8")
        moved = examples.LONG_FLOAT.sub(lambda found: repr(float(found[0]) * (1 + 4e-16) + 4e-17), page)
        assert moved != page
        assert examples.same(page, examples.rounded(moved))


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


def test_every_test_that_holds_an_invariant_is_there() -> None:
    """Exactly as named: one that was renamed or removed leaves a promise that nothing holds."""
    page = (ROOT / "docs" / "testing.md").read_text(encoding="utf-8")
    named = re.findall(r"^\| .+ \| `([\w/.-]+)::([^`]+)` \|$", page, re.MULTILINE)
    rows = page.partition("| always | held by |\n|---|---|\n")[2].partition("\n\n")[0].splitlines()
    assert len(named) == len(rows) > 50
    for file, name in named:
        words = (ROOT / "tests" / file).read_text(encoding="utf-8")
        start = f"test('{name}'" if file.endswith(".mjs") else f"def {name}("
        assert start in words, f"tests/{file} has no {name}"


def test_every_page_is_in_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    for page in (ROOT / "docs").glob("*.md"):
        assert page.name == "README.md" or f"]({page.name})" in index, f"{page.name} is not in docs/README.md"
