"""Missing doses in words: 脊灰3, 今天能种, 12月7日起, 须PPD. Pure."""

from __future__ import annotations

import re

from fieldapp.catchup.gaps.missing import Missing
from fieldapp.schedule import packaged

BEHIND = re.compile(r"[（(].*\Z")


def series_said(series: str, language: str) -> str:
    """A series in a few letters: 脊灰, 百白破."""
    said = packaged().words["series"][series]["zh" if language == "zh" else "en"]
    return BEHIND.sub("", said).strip()


def dose_said(one: Missing, language: str) -> str:
    """A missing dose as its column is headed: 脊灰3."""
    return f"{series_said(one.series, language)}{'' if language == 'zh' else ' '}{one.n}"


def when_said(one: Missing, on: str, language: str) -> str:
    """When it may be given."""
    chinese = language == "zh"
    if one.condition == "ppd_negative":
        return "须PPD阴性" if chinese else "after a negative PPD"
    if one.condition:
        return "先到接种单位评估" if chinese else "the clinic assesses first"
    if one.earliest is None:
        return "上一剂以后" if chinese else "after the dose before"
    if one.earliest <= on:
        return "今天能种" if chinese else "may be given today"
    return f"{one.earliest} 起" if chinese else f"from {one.earliest}"
