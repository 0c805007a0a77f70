"""Property tests of figures: no deadline, because a busy machine is not a wrong figure."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("figures", deadline=None)
settings.load_profile("figures")
