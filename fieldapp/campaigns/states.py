"""The states of a campaign and of a round, and what leads from one to the next. Pure: one table each."""

from __future__ import annotations

CAMPAIGN_STATES = {
    "draft": ("筹备", "draft"),
    "open": ("进行中", "open"),
    "closed": ("已结束", "closed"),
}
ROUND_STATES = {"open": ("进行中", "open"), "closed": ("已结束", "closed")}

# state × act → next state; what is not here cannot be done
CAMPAIGN_ACTS = {
    ("draft", "open"): "open",
    ("open", "close"): "closed",
    ("closed", "open"): "open",
}
ROUND_ACTS = {("open", "close"): "closed", ("closed", "open"): "open"}


def campaign_after(state: str, act: str) -> str | None:
    """The campaign's next state, None when the act is not possible now."""
    return CAMPAIGN_ACTS.get((state, act))


def round_after(state: str, act: str) -> str | None:
    """The round's next state, None when the act is not possible now."""
    return ROUND_ACTS.get((state, act))


def acts(state: str) -> list[str]:
    """What can be done with a campaign in this state."""
    return [act for (before, act) in CAMPAIGN_ACTS if before == state]
