"""Who sees which part of a campaign, and which states follow which."""

from __future__ import annotations

import pytest

from fieldapp.campaigns.states import CAMPAIGN_ACTS, CAMPAIGN_STATES, ROUND_ACTS, ROUND_STATES, campaign_after
from fieldapp.ground.subtrees import overlap


@pytest.mark.parametrize(
    ("own", "wanted", "seen"),
    [
        (["43"], ["430921"], ("430921",)),
        (["430921103"], ["430921"], ("430921103",)),
        (["430921103", "430921103001"], ["430921"], ("430921103",)),
        (["430921103"], ["430921104"], ()),
        ([], ["430921"], ()),
        ([""], ["430921"], ()),
    ],
)
def test_a_person_sees_the_part_of_a_campaign_that_lies_in_her_areas(own, wanted, seen) -> None:  # type: ignore[no-untyped-def]
    assert overlap(own, wanted) == seen


def test_states_lead_only_to_states_there_are() -> None:
    for acts, states in ((CAMPAIGN_ACTS, CAMPAIGN_STATES), (ROUND_ACTS, ROUND_STATES)):
        assert {before for before, _act in acts} | set(acts.values()) == set(states)


def test_an_opened_campaign_never_becomes_a_draft_again() -> None:
    assert "draft" not in CAMPAIGN_ACTS.values()
    assert campaign_after("draft", "close") is None
