"""Rows and counts broken by hand: `verify` finds each and ends with 1, `recount` makes them what the log says."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, insert, text

from fieldapp.commands.main import main
from fieldapp.records.rows.stamps import compact
from fieldapp.sync.incoming import row_store
from fieldapp.sync.rework.replay import recount, verify
from tests.sync.county import COUNTY, NORTH, ROUND1, child, key, picture, send, visit

BROKEN = (
    "UPDATE tally SET n = n + 7 WHERE slice = 'all'",
    "DELETE FROM tally WHERE slice <> 'all'",
    "UPDATE child SET name = 'corrupt'",
    "UPDATE visit SET outcome = 'ill'",
    "DELETE FROM visit",
    "UPDATE child SET voided = (NOT voided)",
)


@pytest.mark.parametrize("words", BROKEN)
def test_what_was_broken_is_found_and_mended(engine: Engine, words: str) -> None:
    send(engine, child(), visit())
    right = picture(engine)
    with engine.begin() as connection:
        connection.execute(text(words))

    assert verify(engine)
    assert recount(engine)

    assert (verify(engine), picture(engine)) == ([], right)


def test_rows_the_log_knows_nothing_of_go_although_they_name_each_other(engine: Engine) -> None:
    send(engine, child(), visit())
    right = picture(engine)
    with engine.begin() as connection:
        for name, more in (("child", {"stamps": compact({})}), ("visit", {"child": key("nobody's child")})):
            row = (
                row_store.blank(name)
                | {"county": COUNTY, "key": key(f"nobody's {name}"), "version": 1}
                | more
            )
            row |= {"area": NORTH, "package_area": NORTH, "known": True, "voided": False}
            connection.execute(insert(row_store.table(name)).values(row))

    assert len(recount(engine)) == 2

    assert (verify(engine), picture(engine)) == ([], right)


def test_the_commands_end_with_1_when_they_found_differences(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FIELDAPP_INSTANCE", str(tmp_path))
    main(["init"])
    main(["verify"])
    with create_engine(f"sqlite:///{tmp_path / 'fieldapp.sqlite'}").begin() as connection:
        connection.execute(insert(row_store.table("county")).values(code=COUNTY, version=0))
        count = {"county": COUNTY, "round": ROUND1, "slice": "all", "area": NORTH, "measure": "found", "n": 1}
        connection.execute(insert(row_store.table("tally")).values(count))

    for command in ("verify", "recount"):
        with pytest.raises(SystemExit) as ended:
            main([command])
        assert ended.value.code == 1
    main(["verify"])
    assert capsys.readouterr().out.splitlines()[-1] == "0 differences"
