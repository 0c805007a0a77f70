"""What the phone can do is part of what the server can do."""

from __future__ import annotations

import re
from pathlib import Path

from fieldapp.capabilities import CAPABILITIES

FIELD = Path(__file__).resolve().parent.parent / "static" / "field"


def test_every_capability_of_the_phone_is_one_of_the_server() -> None:
    listed = (FIELD / "capabilities.js").read_text(encoding="utf-8")
    [names] = re.findall(r"export const CAPABILITIES = \[(.*?)\];", listed, re.DOTALL)
    on_phone = [name.strip() for name in names.split(",") if name.strip()]
    assert on_phone
    assert set(on_phone) <= {one.name for one in CAPABILITIES}
    for name in on_phone:
        assert f"name: '{name}'," in (FIELD / name / "index.js").read_text(encoding="utf-8")
