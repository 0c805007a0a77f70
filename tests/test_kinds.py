"""One record for each kind of operation: every list of kinds elsewhere is derived from it, or held to it here."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from fieldapp import models
from fieldapp.ground.db import Base
from fieldapp.ground.field_words import FIELD_WORDS
from fieldapp.records import contract
from fieldapp.records.blanking import STAYS
from fieldapp.records.kinds import FACTS, KINDS, ROOTS, SETUP_KINDS, TABLES, table_of
from fieldapp.records.permissions import ROLES
from fieldapp.records.permissions import TABLE as RIGHTS
from fieldapp.sync.phone_api.openapi import document

ROOT = Path(__file__).resolve().parent.parent


CONTRACT = ROOT / "static" / "field" / "core" / "contract.json"


def contract_of_the_phone() -> dict[str, Any]:
    """What lies on the phone."""
    return json.loads(CONTRACT.read_text(encoding="utf-8"))


def test_the_phone_has_the_contract_as_it_is_printed() -> None:
    assert CONTRACT.read_text(encoding="utf-8") == contract.as_json(), "tools/print_docs.py prints it anew"
    said = contract_of_the_phone()
    assert said["roles"] == list(ROLES)
    assert said["setup"] == list(SETUP_KINDS)
    assert said["merging"] == [name for name, kind in KINDS.items() if kind.merging]
    assert said["parents"]["certificate_check"] == "enrolment"
    assert said["parents"].keys() == {name for name, kind in KINDS.items() if kind.parents or kind.speaks_of}


def test_the_phone_asks_the_table_of_rights() -> None:
    said = contract_of_the_phone()["rights"]
    assert {*KINDS, "void_others", "phone.doses"} <= said.keys() <= RIGHTS.keys()
    for asked, roles in said.items():
        assert roles == [role for role in ROLES if RIGHTS[asked].cells[role] != "no"]
    assert said["visit"] == ["lister", "vaccinator", "clinic", "supervisor", "administrator"]
    assert said["void_others"] == ["supervisor", "administrator"]
    assert said["phone.doses"] == ["vaccinator", "clinic"]


def test_a_field_of_one_name_is_the_same_on_the_phone_whatever_its_kind() -> None:
    said = contract_of_the_phone()["fields"]
    sorts: dict[str, set[str | None]] = {}
    for kind in KINDS.values():
        for name, check in kind.fields.items():
            sorts.setdefault(name, set()).add(contract.sort_of(check))
    assert {name for name, found in sorts.items() if len(found) > 1} == set()
    assert {name for names in said.values() for name in names} == {
        n for n, found in sorts.items() if found != {None}
    }
    expected = {
        "born": "day",
        "name": "text",
        "sex": "text",
        "outcome": "text",
        "unnamed": "flag",
        "lat": "number",
        "asked": "list",
    }
    assert {
        name: next(sort for sort, names in said.items() if name in names) for name in expected
    } == expected


# What the contract says must stand nowhere else on the phone, nor in the tests' server: a copy drifts.
LISTS = ("merging", "setup", "roles")


def test_no_list_of_the_contract_is_written_again() -> None:
    said = contract_of_the_phone()
    lists = [said[name] for name in LISTS] + list(said["rights"].values()) + list(said["series"].values())
    lists += list(said["fields"].values())
    files = [*(ROOT / "static" / "field").rglob("*.js"), *(ROOT / "tests" / "js").glob("[!.]*.mjs")]
    files = [
        file for file in files if not file.name.endswith(".test.mjs")
    ]  # what is expected is said outright
    assert len(files) > 80
    copies = []
    for file in files:
        for found in re.findall(r"\[([^\[\]]*)\]", file.read_text(encoding="utf-8")):
            names = re.findall(r"'([\w.-]+)'", found)
            copies += [(file.name, names) for one in lists if len(names) > 2 and set(names) == set(one)]
    assert copies == []


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_says_all_there_is_to_say_of_it(name: str) -> None:
    models.import_all()
    kind = KINDS[name]
    assert all(kind.words)
    assert len(kind.rights.split()) == len(ROLES)
    assert RIGHTS[name].zh == kind.words[0]
    assert table_of(name) in Base.metadata.tables
    assert {*kind.required, *kind.parents, *kind.speaks_of} <= kind.fields.keys()
    assert set(kind.parents.values()) <= set(TABLES)
    assert set(kind.speaks_of.values()) <= KINDS.keys()
    assert sorted(set(kind.fields) - FIELD_WORDS.keys()) == [], (
        "fields without words in ground/field_words.py"
    )


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_says_whose_area_it_asks(name: str) -> None:
    kind = KINDS[name]
    assert (name in ROOTS) + bool(kind.of_itself) + bool(
        kind.parents.keys() - {"household"} or kind.speaks_of
    ) == 1


@pytest.mark.parametrize("name", KINDS)
def test_what_is_about_one_person_says_what_an_erasure_leaves(name: str) -> None:
    kind = KINDS[name]
    about_one = name in ("household", "child") or bool(kind.parents or kind.speaks_of)
    assert (kind.stays is not None) == about_one
    assert set(STAYS.get(name, ())) <= kind.fields.keys()


def test_what_has_no_table_of_its_own_is_a_fact() -> None:
    assert [name for name, kind in KINDS.items() if not kind.own_table and table_of(name) != FACTS] == []
    assert table_of("no such kind") == FACTS


def test_the_description_of_the_api_names_every_kind() -> None:
    said = json.dumps(document(1, 1, 1, 1))
    assert [name for name in (*KINDS, *SETUP_KINDS) if f'"{name}"' not in said] == []
