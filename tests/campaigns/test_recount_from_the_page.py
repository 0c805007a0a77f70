"""docs/indicators.md is complete: who reads it and nothing else counts what the server keeps."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine

from fieldapp.ground.db import db
from fieldapp.sync.rework.replay import verify
from tests.campaigns import odd_histories
from tests.campaigns.recount_from_the_page import differences, kept, recount
from tests.conftest import make_app
from tests.how_many import examples
from tests.told_demo import demo_in

EXAMPLES = examples(3)  # more for who has the time: 200 take some minutes
SIZE = 900


@pytest.fixture(scope="module")
def told_demo(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The demo of seed 1."""
    return make_app(demo_in(tmp_path_factory.mktemp("recounted"), tmp_path_factory))


def test_the_demo_recounted_from_the_page_alone(told_demo: Flask) -> None:
    with told_demo.app_context(), db.engine.connect() as connection:
        assert differences(connection) == []
        assert len(kept(connection)) > 15_000


@pytest.mark.parametrize("seed", range(EXAMPLES))
def test_nine_hundred_odd_operations_recounted_from_the_page_alone(engine: Engine, seed: int) -> None:
    odd_histories.tell(engine, seed, SIZE)
    with engine.connect() as connection:
        assert differences(connection) == []
        seen = {(measure, cut.partition(":")[0]) for _c, _r, cut, _a, measure in kept(connection)}
    assert {"found", "removed", "elsewhere", "missed", "waiting", "left_out"} <= {one for one, _cut in seen}
    assert verify(engine) == []


def test_a_count_that_is_wrong_is_found(engine: Engine) -> None:
    odd_histories.tell(engine, 0, 200)
    with engine.begin() as connection:
        right = recount(connection)
        assert right == kept(connection)
        connection.exec_driver_sql(
            "UPDATE tally SET n = n + 1 WHERE slice = 'all' AND measure = 'registered'"
        )
        assert all(" all " in line for line in differences(connection)) and differences(connection)


def test_the_recount_imports_nothing_of_the_program() -> None:
    source = Path(__file__).with_name("recount_from_the_page.py").read_text(encoding="utf-8")
    assert "import fieldapp" not in source and "from fieldapp" not in source
