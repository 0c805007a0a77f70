"""One table says who may do what; it is whole, and the documentation is printed from it."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from fieldapp.records import permissions
from fieldapp.records.permissions import (
    KINDS,
    OFFICE,
    OPERATIONS,
    PHONE,
    ROLES,
    TABLE,
    allowed,
    operation_allowed,
)

VILLAGE, TOWNSHIP, COUNTY, OTHER = "430921103213", "430921103", "430921", "430922102202"


def test_a_lister_may_record_a_visit_in_her_village_and_nowhere_else():
    assert allowed("lister", "visit", [VILLAGE], VILLAGE)
    assert not allowed("lister", "visit", [VILLAGE], "430921103231")
    assert not allowed("lister", "visit", [VILLAGE], TOWNSHIP)
    assert not allowed("lister", "visit", [], VILLAGE)
    assert not allowed("lister", "visit", [""], VILLAGE)
    assert not allowed("lister", "visit", [VILLAGE], None)


def test_every_role_has_exactly_one_cell_for_every_action():
    names = [action.name for action in (*OPERATIONS, *OFFICE, *PHONE)]
    assert len(names) == len(set(names)) == len(TABLE)
    for action in TABLE.values():
        assert tuple(action.cells) == ROLES
        assert set(action.cells.values()) <= {"own", "any", "no"}


@pytest.mark.parametrize(("role", "action"), list(product(ROLES, TABLE)))
def test_every_cell_is_obeyed_inside_and_outside_ones_own_area(role: str, action: str):
    reach = TABLE[action].cells[role]
    assert allowed(role, action, [TOWNSHIP], VILLAGE) == (reach != "no")
    assert allowed(role, action, [TOWNSHIP], OTHER) == (reach == "any")
    assert allowed(role, action, [TOWNSHIP], COUNTY) == (reach == "any")


def test_an_observer_sees_figures_and_no_personal_data():
    assert allowed("observer", "campaign.see", ["4309"], COUNTY)
    for action in ("children.see", "export", "inbox.see", "people.see"):
        assert not allowed("observer", action, ["4309"], COUNTY)
    assert not any(operation_allowed("observer", kind) for kind in KINDS)


def test_only_supervisor_and_administrator_take_back_what_others_recorded():
    assert [role for role in ROLES if permissions.may_void_others(role)] == ["supervisor", "administrator"]


def test_an_unknown_kind_is_allowed_to_nobody_and_an_unknown_action_is_a_programming_error():
    assert not operation_allowed("administrator", "rumour")
    assert not operation_allowed("administrator", "areas.edit")
    with pytest.raises(KeyError):
        allowed("administrator", "rumour", [COUNTY], VILLAGE)


def test_nothing_that_changes_the_office_is_open_everywhere_but_the_schedule():
    everywhere = {(a.name, role) for a in TABLE.values() for role in ROLES if a.cells[role] == "any"}
    names = {name for name, _role in everywhere}
    assert names == {"account.own", "areas.see", "schedule.see", "schedule.edit"}


def test_the_documentation_is_current():
    page = Path(__file__).parents[2] / "docs" / "permissions.md"
    assert page.read_text(encoding="utf-8") == permissions.as_markdown()
