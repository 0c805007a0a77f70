"""What this server can do: the pages of the house, and one record for each capability.

There is nothing that finds them by itself: what is not named here is not there, and what is named and missing, or named
twice, stops the start.
"""

from __future__ import annotations

from dataclasses import dataclass

from fieldapp.ground.problems import BadInput


@dataclass(frozen=True)
class Capability:
    """One piece of field work from end to end. `pages`: the modules whose views it adds to the office."""

    name: str
    pages: tuple[str, ...]


HOUSE = (
    "fieldapp.web.offline",
    "fieldapp.office.home",
    "fieldapp.web.marked",
    "fieldapp.sync.phone_api.devices",
    "fieldapp.accounts.views",
    "fieldapp.accounts.people_views",
    "fieldapp.accounts.roster_views",
    "fieldapp.office.audit_views",
    "fieldapp.areas.pages.views",
    "fieldapp.areas.pages.edit_views",
    "fieldapp.clinics.views",
    "fieldapp.sync.phone_api.exchange_api",
    "fieldapp.sync.phone_api.photos",
    "fieldapp.office.inbox.views",
    "fieldapp.office.phones.views",
    "fieldapp.office.erasure_views",
    "fieldapp.office.codes_views",
    "fieldapp.office.inbox.odd_views",
    "fieldapp.office.schedule_views",
)
CAPABILITIES = (
    Capability(
        "rounds",
        pages=(
            "fieldapp.campaigns.rounds.index_views",
            "fieldapp.campaigns.rounds.views",
            "fieldapp.campaigns.plan.views",
            "fieldapp.campaigns.plan.assign_views",
            "fieldapp.campaigns.plan.remove_views",
            "fieldapp.campaigns.batches.views",
            "fieldapp.campaigns.lists.views",
            "fieldapp.campaigns.children.views",
            "fieldapp.campaigns.children.look_after_views",
            "fieldapp.campaigns.detail_table.views",
            "fieldapp.campaigns.papers.views",
            "fieldapp.campaigns.map.views",
        ),
    ),
)


def page_modules() -> list[str]:
    """The modules whose pages the office has, those of the house first.

    Raises:
        BadInput: a capability or a module is named twice.
    """
    modules = [*HOUSE, *(module for one in CAPABILITIES for module in one.pages)]
    names = [one.name for one in CAPABILITIES] + modules
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise BadInput(f"fieldapp/capabilities.py names twice: {', '.join(twice)}.")
    return modules
