"""A province is meant by its id, its name, its two digits or any division code in it."""

from __future__ import annotations

import pytest

from fieldapp.schedule.rules.library import packaged


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("zhejiang", "zhejiang"),
        ("Zhejiang ", "zhejiang"),
        ("浙江", "zhejiang"),
        ("浙江省", "zhejiang"),
        ("33", "zhejiang"),
        ("330000", "zhejiang"),
        ("330106001001", "zhejiang"),
        ("43", None),
        ("3", None),
        ("", None),
        (None, None),
        ("somewhere", None),
    ],
)
def test_what_is_meant(said: str | None, meant: str | None) -> None:
    assert packaged().province(said) == meant
