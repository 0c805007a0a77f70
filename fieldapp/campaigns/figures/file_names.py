"""What the files of a round are called: place, campaign, round, which table, day. Pure.

In Chinese `南县青树嘴镇-2025年脊灰补充免疫-第1轮-报表一-2025-12-10`; in English
`Nanxian-Qingshuzui-Town-2025-polio-bOPV-supplementary-immunization-round-1-report-1-2025-12-10`.
"""

from __future__ import annotations

from fieldapp.ground.english.file_words import in_file_name


def file_name(place: str, campaign: str, n: int, what: str, day: str, language: str = "zh") -> str:
    """A file of a round, without its ending; `place` and `campaign` as pages in this language say them."""
    round_ = f"第{n}轮" if language == "zh" else f"round-{n}"
    if language == "en":  # which says its place, mostly that of the file
        campaign = campaign.removesuffix(", " + in_file_name(place, language).replace("-", " "))
    return _joined((place, campaign, round_, what, day), language)


def campaign_file(campaign: str, what: str, day: str, language: str = "zh") -> str:
    """`2025年脊灰补充免疫-批号-2025-12-10`: a list of a campaign that is of no round."""
    return _joined((campaign, what, day), language)


def _joined(parts: tuple[str, ...], language: str) -> str:
    return "-".join(filter(None, (in_file_name(part, language) for part in parts)))
