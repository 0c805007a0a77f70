"""A nurse and a surveyor are told that their work is not here yet, and whom to ask."""

from __future__ import annotations

import pytest
from flask import Flask

from fieldapp.office.not_yet import WORDS
from tests import cast
from tests.cast import signed_in


@pytest.mark.parametrize(
    ("member", "asked"),
    [(cast.NURSE, (cast.CLINIC, cast.ADMINISTRATOR)), (cast.SURVEYOR, (cast.ADMINISTRATOR, cast.SUPERVISOR))],
)
def test_whose_work_is_not_here_yet_reads_so_and_whom_to_ask(
    app: Flask, member: cast.Member, asked: tuple[cast.Member, ...]
) -> None:
    page = signed_in(app, member).get("/").text
    assert WORDS[member.role][0] in page
    assert "您的工作还没有在这个软件里" in page
    for one in asked:
        assert one.name in page
    assert cast.OUTSIDER.name not in page
    assert "现场记录（手机）" not in page and "进行中的活动" not in page


def test_all_others_see_the_overview(app: Flask) -> None:
    for member in (cast.SUPERVISOR, cast.CLINIC, cast.ADMINISTRATOR, cast.OBSERVER, cast.VACCINATOR):
        assert "您的工作还没有在这个软件里" not in signed_in(app, member).get("/").text
