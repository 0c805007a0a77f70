"""How many examples a test that makes its own tries: as many as it says, or as `FIELDAPP_EXAMPLES` says for all."""

from __future__ import annotations

import os


def examples(usual: int) -> int:
    """`usual`, unless the environment says another number: a few while one works, ten thousand for a night."""
    return int(os.environ.get("FIELDAPP_EXAMPLES") or usual)
