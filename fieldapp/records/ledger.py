"""Which sequence numbers of a phone have been received: ranges, and the lowest one missing. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable

Ranges = list[list[int]]


def read(text: str) -> Ranges:
    """Ranges as a device row stores them."""
    ranges: Ranges = json.loads(text)
    return ranges


def add(ranges: Ranges, numbers: Iterable[int]) -> Ranges:
    """The ranges with these numbers in: sorted, apart, inclusive at both ends."""
    joined: Ranges = []
    for low, high in sorted([*map(list, ranges), *([n, n] for n in set(numbers))]):
        if joined and low <= joined[-1][1] + 1:
            joined[-1][1] = max(joined[-1][1], high)
        else:
            joined.append([low, high])
    return joined


def resend_from(ranges: Ranges, restored: bool) -> int | None:
    """The lowest missing number; after a restore, with none missing, the highest kept plus one; else None."""
    if not ranges:
        return 1 if restored else None
    if ranges[0][0] > 1:
        return 1
    if len(ranges) > 1 or restored:
        return ranges[0][1] + 1
    return None
