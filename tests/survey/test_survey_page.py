"""docs/survey.md says what is true now."""

from __future__ import annotations

import inspect

from fieldapp.survey.indicators import campaign_indicators, continuity, coverage
from tests.examples import same
from tests.survey import page


def test_the_page_shows_what_examples_print_and_indicators_say(tmp_path):
    words = page.PAGE.read_text(encoding="utf-8")
    assert same(words, page.written_anew(words, tmp_path)), "python -m tests.survey.page writes it anew"


def test_every_indicator_is_on_the_page():
    made = {
        name
        for module in (coverage, continuity, campaign_indicators)
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and function.__annotations__.get("return") == "Indicator"
    }
    assert made == set(page.SHOWN)
