"""The six cases of catch-up near the end of their campaign."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.catchup.test_campaign_pages import TO_LAST, TO_TENTH, at, done, opened, say, six


@pytest.fixture
def half_way(app: Flask, monkeypatch: pytest.MonkeyPatch) -> tuple[Flask, str]:
    """The application, and the key of the campaign."""
    at(monkeypatch, TO_TENTH)
    say(app, six())
    campaign = opened(app)
    at(monkeypatch, TO_LAST)
    done(app, campaign)
    return app, campaign
