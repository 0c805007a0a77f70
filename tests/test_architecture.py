"""What the layout promises: pure modules stay pure, nobody else asks the clock, keys begin with the county."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from fieldapp import models
from fieldapp.db import Base

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "fieldapp"
SHELLS = {"models.py", "cli.py", "views.py", "pages.py", "api.py", "installed.py"}
PURE_FILES = [
    "cells.py",
    "field_words.py",
    "problems.py",
    "same.py",
    "sheet_lines.py",
    "sheet_table.py",
    "showing.py",
    "accounts/permissions.py",
    "areas/agreement.py",
    "areas/codes.py",
    "areas/incoming.py",
    "areas/naming.py",
    "areas/outlines.py",
    "campaigns/tally.py",
    "campaigns/assign_sheet.py",
    "campaigns/cells.py",
    "campaigns/charts.py",
    "campaigns/child_words.py",
    "campaigns/classes.py",
    "campaigns/gcj.py",
    "campaigns/indicators.py",
    "campaigns/batch_form.py",
    "campaigns/papers/layout.py",
    "campaigns/papers/names.py",
    "campaigns/papers/place_sheet.py",
    "campaigns/papers/prior_sheet.py",
    "campaigns/papers/rates.py",
    "campaigns/papers/reasons.py",
    "campaigns/plan_form.py",
    "campaigns/products.py",
    "campaigns/reach.py",
    "campaigns/likeness.py",
    "campaigns/roster.py",
    "campaigns/roster_choices.py",
    "campaigns/roster_homes.py",
    "campaigns/settling.py",
    "campaigns/roster_columns.py",
    "campaigns/roster_words.py",
    "campaigns/round_table.py",
    "campaigns/states.py",
    "typed.py",
    "campaigns/village_words.py",
    "campaigns/words.py",
    "sync/blanking.py",
    "sync/code_words.py",
    "sync/claims.py",
    "sync/fold.py",
    "sync/handover.py",
    "sync/judge.py",
    "sync/own_area.py",
    "sync/kinds.py",
    "sync/oddity.py",
    "sync/ledger.py",
    "sync/openapi.py",
    "sync/operation.py",
    "sync/showing.py",
    "sync/signing.py",
    "sync/standing.py",
]
OUTSIDE_ALLOWED = {"numpy", "rfc8785", "orjson"}  # rfc8785 is the canonical form the contract names
OUTSIDE_ALLOWED |= {"cryptography"}  # checks signatures
CLOCKS = {
    ("date", "today"),
    ("datetime", "now"),
    ("datetime", "today"),
    ("datetime", "utcnow"),
    ("time", "time"),
}
REFERENCE_TABLES = {
    "area",
    "boundary",
    "local_unit",
    "area_change",
    "person",
    "person_area",
    "device",
    "device_key",
    "sign_in_try",
    "office_session",
    "sign_in_slip",
}
REFERENCE_TABLES |= {"clinic", "campaign", "round", "post", "assignment", "setting", "audit", "code"}


def pure_modules() -> list[Path]:
    """Files that may not touch Flask, SQLAlchemy, the clock or the disk."""
    rooms = [f for room in ("schedule", "survey") for f in sorted((PACKAGE / room).glob("*.py"))]
    return [PACKAGE / name for name in PURE_FILES] + [f for f in rooms if f.name not in SHELLS]


def imports_of(file: Path) -> set[str]:
    """Dotted names of the modules a file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


def module_file(name: str) -> Path:
    """Where a module of ours lies."""
    path = ROOT.joinpath(*name.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


@pytest.mark.parametrize("file", pure_modules(), ids=lambda file: str(file.relative_to(PACKAGE)))
def test_a_pure_module_imports_the_standard_library_numpy_and_its_like(file: Path) -> None:
    pure = set(pure_modules())
    for name in imports_of(file) - {"__future__"}:
        top = name.split(".")[0]
        if top == "fieldapp":
            target = module_file(name)
            assert target in pure or target.name == "__init__.py", (
                f"{file.name} imports {name}, which is not pure"
            )
        else:
            assert top in sys.stdlib_module_names or top in OUTSIDE_ALLOWED, f"{file.name} imports {name}"


def test_only_the_clock_module_reads_the_clock() -> None:
    asked = []
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            named = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
            if named and (node.value.id, node.attr) in CLOCKS:
                asked.append(str(file.relative_to(PACKAGE)))
    assert set(asked) <= {
        "clock.py",
        "accounts/web.py",
        "uploads.py",
    }  # sessions and kept files end by the clock


def test_every_key_of_a_field_table_begins_with_the_county() -> None:
    models.import_all()
    field = [table for table in Base.metadata.tables.values() if table.name not in REFERENCE_TABLES]
    assert {"child", "visit", "operation", "tally"} <= {table.name for table in field}
    for table in field:
        first = "code" if table.name == "county" else "county"
        assert next(iter(table.primary_key.columns)).name == first
        for constraint in table.constraints:
            columns = [column.name for column in getattr(constraint, "columns", [])]
            if type(constraint).__name__ in ("UniqueConstraint", "ForeignKeyConstraint"):
                assert columns[0] == "county", f"{table.name}: {constraint.name}"


def test_field_records_are_written_by_sync_alone() -> None:
    """No module outside the sync room writes a field table; the office goes through `receive`."""
    writers = set()
    for file in PACKAGE.rglob("*.py"):
        if file.parent.name == "sync" or "migrations" in file.parts:
            continue
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                named = [arg.id for arg in node.args if isinstance(arg, ast.Name)]
                if node.func.id in ("insert", "update", "delete") and {
                    "Child",
                    "Visit",
                    "Household",
                    "Dose",
                } & set(named):
                    writers.add(file)
    assert writers == set()
