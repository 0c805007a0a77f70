"""The whole way of a register on the database of a county's server: in, out, back, taken back; and doubles."""

from __future__ import annotations

import pytest
from flask import Flask

from tests import cast
from tests.catchup.test_bringing_in import send, write
from tests.catchup.test_doubles import gaps_of, looked
from tests.catchup.test_registers_as_a_whole import newest, standing
from tests.catchup.test_registers_going_out import GIVEN, by_phone, exported, wide


@pytest.mark.postgres
def test_a_register_comes_in_goes_out_comes_back_and_is_taken_back(postgres_app: Flask) -> None:
    client = cast.signed_in(postgres_app, cast.CLINIC)
    wide(client)
    by_phone(postgres_app, *GIVEN)
    content = exported(client)
    page = send(client, content, as_of="2024-12-06")
    assert "新增剂次 0 剂" in page
    write(client, page, as_of="2024-12-06")
    assert "无档" in client.get(f"/register-and-enumeration?area={cast.TOWNSHIP}").text
    assert "未找到" in client.get(f"/register-and-enumeration?area={cast.TOWNSHIP}&kind=not_found").text
    assert "在 3 条记录里找过，现在有 0 对" in looked(client)
    for path in (
        "/doubles?show=joined",
        "/doubles?show=other",
        "/clinic-register/questions",
        "/clinic-register",
    ):
        assert client.get(path).status_code == 200
    assert len(gaps_of(postgres_app)) == 3
    cast.post(client, f"/clinic-register/imports/{newest(postgres_app).key}/undo")
    assert len(standing(postgres_app)) == 3
