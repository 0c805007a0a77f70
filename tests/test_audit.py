"""What `make audit` makes of the answers it gets: nothing known, something known, and nobody who could be asked."""

from __future__ import annotations

import importlib.util
from types import ModuleType

import pytest

from fieldapp.ground.config import ROOT

# the shapes of `pip-audit --format json` 2.10 and `npm audit --json` 10
FINE = {"dependencies": [{"name": "flask", "version": "3.1.2", "vulns": []}], "fixes": []}
HOLE = {"id": "PYSEC-2025-1", "fix_versions": ["3.1.3"], "aliases": [], "description": ""}
KNOWN = {"dependencies": [{"name": "flask", "version": "3.1.2", "vulns": [HOLE]}], "fixes": []}
SKIPPED = {"dependencies": [{"name": "flask", "skip_reason": "Dependency not found on PyPI"}], "fixes": []}
NPM_FINE = {"auditReportVersion": 2, "vulnerabilities": {}, "metadata": {}}
NPM_KNOWN = NPM_FINE | {"vulnerabilities": {"leaflet": {"severity": "high", "range": "<1.9.5"}}}
NPM_REFUSED = {"message": "405 Method Not Allowed", "statusCode": 405}


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("audit", ROOT / "tools" / "audit.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("of", "said", "status", "words"),
    [
        ("of_python", FINE, 0, "asked, nothing known"),
        ("of_python", KNOWN, 1, "flask 3.1.2: PYSEC-2025-1, mended in 3.1.3"),
        ("of_python", SKIPPED, 2, "cannot be reached from here (1 of 1 packages could not be looked up)"),
        ("of_python", {}, 2, "cannot be reached from here (timed out)"),
        ("of_javascript", NPM_FINE, 0, "asked, nothing known"),
        ("of_javascript", NPM_KNOWN, 1, "leaflet: high, <1.9.5"),
        ("of_javascript", NPM_REFUSED, 2, "cannot be reached from here (405 Method Not Allowed)"),
        ("of_javascript", {}, 2, "cannot be reached from here (timed out)"),
    ],
)
def test_that_nobody_answered_is_never_taken_for_an_answer(
    audit: ModuleType, capsys: pytest.CaptureFixture[str], of: str, said: dict, status: int, words: str
) -> None:
    assert audit.report("packages", *getattr(audit, of)(said), "timed out") == status
    printed = capsys.readouterr().out
    assert words in printed and printed.count("\n") == 1


def test_a_command_that_is_not_there_or_prints_no_json_gave_no_answer(audit: ModuleType) -> None:
    assert audit.answer_of(["no-such-program"])[0] == {}
    assert audit.answer_of(["echo", "no route to host"]) == ({}, "no route to host")
