"""Where two sets of areas overlap: what of a campaign a person may see. Pure; codes are prefixes of subtrees."""

from __future__ import annotations

from collections.abc import Iterable


def overlap(own: Iterable[str], wanted: Iterable[str]) -> tuple[str, ...]:
    """The smallest subtrees that lie both in `own` and in `wanted`, sorted, none inside another."""
    wanted = list(wanted)
    both = {max(mine, theirs, key=len) for mine in own for theirs in wanted if mine and related(mine, theirs)}
    return tuple(sorted(code for code in both if not any(code != up and code.startswith(up) for up in both)))


def related(one: str, other: str) -> bool:
    """True when one of the two lies in the other."""
    return one.startswith(other) or other.startswith(one)


def inside(code: str, areas: Iterable[str]) -> bool:
    """True when `code` lies in one of `areas`."""
    return any(area and code.startswith(area) for area in areas)
