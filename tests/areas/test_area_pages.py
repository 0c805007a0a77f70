"""The office's pages of the division tree, as an administrator and as others see them."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from fieldapp.ground.db import db
from fieldapp.models.areas import Area, Boundary, LocalUnit
from tests import cast

SQUARE = [[112.4, 29.2], [112.5, 29.2], [112.5, 29.3], [112.4, 29.3], [112.4, 29.2]]


@pytest.fixture
def administrator(app: Flask) -> FlaskClient:
    """The county's administrator, signed in."""
    return cast.signed_in(app, cast.ADMINISTRATOR)


def area(app: Flask, code: str) -> Area | None:
    with app.app_context():
        return db.session.get(Area, code)


def send(client: FlaskClient, path: str, content: str | bytes, name: str):
    data = content.encode() if isinstance(content, str) else content
    return cast.post(client, path, file=(io.BytesIO(data), name))


def sheet_rows(answer) -> list[list]:
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()


def test_the_tree_is_walked_from_search_to_village(administrator: FlaskClient):
    found = administrator.get("/areas?q=qsz").text
    assert 'href="/areas/430921103213"' in found
    township = administrator.get("/areas/430921103").text
    assert "青树嘴村委会" in township
    village = administrator.get("/areas/430921103213").text
    for step in ("/areas/43", "/areas/4309", "/areas/430921", "/areas/430921103"):
        assert f'href="{step}"' in village
    assert "qingshuzuicunweihui" in village


def test_what_is_not_there_says_so(administrator: FlaskClient):
    assert "没有找到“zzz”" in administrator.get("/areas?q=zzz").text
    assert administrator.get("/areas/999999").status_code == 404
    assert administrator.get("/areas/999999.xlsx").status_code == 404


def test_words_typed_into_the_search_are_never_markup(administrator: FlaskClient):
    assert "<b>x</b>" not in administrator.get("/areas?q=<b>x</b>").text


def test_a_box_for_areas_finds_while_typing(administrator: FlaskClient):
    found = administrator.get("/areas/find.json?q=青树&under=430921&level=village").json["areas"]
    assert [one["code"] for one in found] == ["430921103213", "430921103001"] or {
        one["code"] for one in found
    } == {
        "430921103001",
        "430921103213",
    }
    assert found[0]["path"].startswith("南县 青树嘴镇 ")
    assert administrator.get("/areas/find.json?q=").json == {"areas": []}


def test_a_renamed_village_shows_its_history(app: Flask, administrator: FlaskClient):
    answer = cast.post(
        administrator, f"/areas/{cast.VILLAGE}/rename", name="青树新村", on="20250901", document="3号"
    )
    assert answer.location == f"/areas/{cast.VILLAGE}"
    page = administrator.get(answer.location).text
    assert "“青树嘴村委会”改名为“青树新村”" in page
    assert "3号" in page


def test_a_refused_form_comes_back_with_the_reason_and_what_was_typed(app: Flask, administrator: FlaskClient):
    refused = cast.post(administrator, f"/areas/{cast.VILLAGE}/rename", name="青树新村", on="明天")
    assert refused.status_code == 422
    assert "“日期”不是日期" in refused.text
    assert 'value="青树新村"' in refused.text
    assert re.search(r'name="on" value="明天"[^>]* aria-invalid="true"', refused.text)
    assert area(app, cast.VILLAGE).name == "青树嘴村委会"


def test_merging_splitting_adding_and_recoding_by_page(app: Flask, administrator: FlaskClient):
    def change(kind: str, code: str, **fields: str) -> str:
        return cast.post(administrator, f"/areas/{code}/{kind}", on="2025-09-01", **fields).location

    assert change("merge", cast.VILLAGE, into=cast.OTHER_VILLAGE) == f"/areas/{cast.OTHER_VILLAGE}"
    assert change("split", cast.OTHER_VILLAGE, parts="430921103301 东村\n430921103302，西村\n") is not None
    assert change("add", cast.TOWNSHIP, new_code="430921103303", name="南村") == f"/areas/{cast.TOWNSHIP}"
    assert change("recode", "430921103303", new_code="430921103304") == "/areas/430921103304"
    names = {code: area(app, code).name for code in ("430921103301", "430921103302", "430921103304")}
    assert list(names.values()) == ["东村", "西村", "南村"]
    assert "已撤销" in administrator.get(f"/areas/{cast.VILLAGE}").text
    assert area(app, "430921103303").replaced_by == "430921103304"


@pytest.mark.parametrize(
    ("kind", "code", "field", "typed"),
    [
        ("merge", cast.VILLAGE, "into", "青树嘴"),
        ("merge", cast.VILLAGE, "into", "999"),
        ("split", cast.VILLAGE, "parts", "新村 430921103301"),
        ("add", cast.TOWNSHIP, "new_code", "南村"),
        ("recode", cast.VILLAGE, "new_code", "43092110330"),
    ],
)
def test_what_is_no_code_is_named_and_the_form_comes_back(
    administrator: FlaskClient, kind: str, code: str, field: str, typed: str
):
    refused = cast.post(
        administrator, f"/areas/{code}/{kind}", on="2025-09-01", name="南村", **{field: typed}
    )
    assert refused.status_code == 422
    assert f"代码“{typed.split()[0]}”的位数不对" in refused.text
    assert typed in refused.text


def test_a_mistake_is_corrected_without_history(app: Flask, administrator: FlaskClient):
    fields = {"name": "青树咀村", "population": "1,500", "lat": "29.2", "lon": "112.4"}
    cast.post(administrator, f"/areas/{cast.VILLAGE}/edit", **fields)
    changed = area(app, cast.VILLAGE)
    assert (changed.name, changed.population, changed.lat, changed.initials) == (
        "青树咀村",
        1500,
        29.2,
        "qsjc",
    )
    assert "没有改名" in administrator.get(f"/areas/{cast.VILLAGE}").text


@pytest.mark.parametrize(
    ("field", "value"),
    [("population", "-1"), ("population", "很多"), ("lat", "91"), ("lon", ""), ("name", " ")],
)
def test_a_wrong_correction_is_refused(administrator: FlaskClient, field: str, value: str):
    fields = {"name": "青树咀村", "population": "1500", "lat": "29.2", "lon": "112.4", field: value}
    assert cast.post(administrator, f"/areas/{cast.VILLAGE}/edit", **fields).status_code in (400, 422)


def test_local_units_are_added_and_retired(app: Flask, administrator: FlaskClient):
    cast.post(
        administrator, f"/areas/{cast.VILLAGE}/units/new", kind="farm", name="三分场", lat="29.2", lon="112.4"
    )
    with app.app_context():
        unit = db.session.query(LocalUnit).one()
        assert (unit.area, unit.kind, unit.name, unit.lat) == (cast.VILLAGE, "farm", "三分场", 29.2)
    assert "三分场" in administrator.get(f"/areas/{cast.VILLAGE}").text
    cast.post(administrator, f"/areas/units/{unit.key}/retire")
    with app.app_context():
        assert db.session.get_one(LocalUnit, unit.key).retired_on is not None
    assert cast.post(administrator, "/areas/units/none/retire").status_code == 404
    assert (
        cast.post(administrator, f"/areas/{cast.TOWNSHIP}/units/new", kind="farm", name="x").status_code
        == 422
    )


def test_an_administrator_changes_nothing_of_another_county(app: Flask, administrator: FlaskClient):
    other = cast.OTHER_COUNTYS_VILLAGE
    for kind in ("edit", "rename", "merge", "split", "recode", "add", "units/new"):
        assert administrator.get(f"/areas/{other}/{kind}").status_code == 403
    into = cast.post(administrator, f"/areas/{cast.VILLAGE}/merge", into=other, on="2025-09-01")
    split = cast.post(administrator, f"/areas/{cast.VILLAGE}/split", parts="430922102301 x", on="2025-09-01")
    assert (into.status_code, split.status_code) == (403, 403)
    assert area(app, cast.VILLAGE).retired_on is None


def test_only_administrators_are_shown_ways_to_change(app: Flask, administrator: FlaskClient):
    assert "/rename" in administrator.get(f"/areas/{cast.VILLAGE}").text
    for member in (cast.SUPERVISOR, cast.VILLAGE_WORKER, cast.OBSERVER):
        page = cast.signed_in(app, member).get(f"/areas/{cast.VILLAGE}")
        assert page.status_code == 200
        assert "/rename" not in page.text
    assert "/units/new" in cast.signed_in(app, cast.CLINIC).get(f"/areas/{cast.VILLAGE}").text


def test_a_sheet_goes_out_is_changed_and_comes_back(app: Flask, administrator: FlaskClient):
    rows = sheet_rows(administrator.get(f"/areas/{cast.TOWNSHIP}.xlsx"))
    assert rows[0] == ["代码", "名称", "级别", "人口", "纬度", "经度"]
    assert rows[1][:3] == ["430921103", "青树嘴镇", "township"]
    content = "代码,名称,人口\n430921103213,青树嘴村,1500\n430921103299,新增村,\n430921103001,青树嘴社区,\n"
    review = send(administrator, "/areas/import", content.encode("gbk"), "改.csv").text
    assert "新增 1，更改 1，不变 1" in review
    assert area(app, "430921103299") is None
    kept = re.search(r'name="kept" value="([^"]+)"', review)[1]
    assert cast.post(administrator, "/areas/import", kept=kept, filename="改.csv").location == "/areas"
    assert area(app, "430921103299").initials == "xzc"
    assert area(app, "430921103213").population == 1500
    again = cast.post(administrator, "/areas/import", kept=kept, filename="改.csv")
    assert again.status_code == 400


def test_every_wrong_row_of_an_upload_is_named_and_nothing_is_imported(
    app: Flask, administrator: FlaskClient
):
    content = "code,name,level\n430921103298,好村,village\n43,改省名,\n430922102202,别县,\n123,短,\n430921103297,,\n"
    review = send(administrator, "/areas/import", content, "a.csv").text
    for words in ("第 3 行，code：43 不在您的地区内", "第 4 行", "第 5 行，code：“123”", "第 6 行，name"):
        assert words in review
    assert "确认导入" not in review
    assert area(app, "430921103298") is None


def test_another_person_cannot_use_an_upload(app: Flask, administrator: FlaskClient):
    review = send(administrator, "/areas/import", "code,name\n430921103299,新增村\n", "a.csv").text
    kept = re.search(r'name="kept" value="([^"]+)"', review)[1]
    with app.app_context():
        from fieldapp.accounts.people import add_person

        add_person("other-admin", "别的管理员", "administrator", [cast.COUNTY], cast.PASSWORD)
        db.session.commit()
    other = cast.signed_in(app, cast.Member("other-admin", "", "administrator", ()))
    assert cast.post(other, "/areas/import", kept=kept, filename="a.csv").status_code == 400
    assert cast.post(other, "/areas/import", kept="../../secret_key", filename="a.csv").status_code == 400


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"PK\x03\x04rubbish", b"title\nx\n"])
def test_an_upload_that_is_no_table_is_refused(administrator: FlaskClient, content: bytes):
    answer = send(administrator, "/areas/import", content, "a.xlsx")
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


def test_boundaries_are_uploaded_and_drawn(app: Flask, administrator: FlaskClient):
    feature = {"type": "Feature", "properties": {"code": cast.VILLAGE}}
    feature["geometry"] = {"type": "Polygon", "coordinates": [SQUARE]}
    content = json.dumps({"type": "FeatureCollection", "features": [feature]})
    review = send(administrator, "/areas/import", content, "b.geojson").text
    assert "边界 1" in review
    kept = re.search(r'name="kept" value="([^"]+)"', review)[1]
    cast.post(administrator, "/areas/import", kept=kept, filename="b.geojson")
    assert "已导入：新增 0，更改 0，边界 " in administrator.get("/areas").text
    with app.app_context():
        assert db.session.get(Boundary, cast.VILLAGE) is not None
    page = administrator.get(f"/areas/{cast.VILLAGE}").text
    assert '<path fill-rule="evenodd" d="M' in page
    other = content.replace(cast.VILLAGE, cast.OTHER_COUNTYS_VILLAGE)
    assert "不" in send(administrator, "/areas/import", other, "b.geojson").text
    broken = send(administrator, "/areas/import", "{", "b.geojson")
    assert "不是完整的 GeoJSON" in broken.text
    assert broken.status_code == 422


def test_pages_speak_english_when_asked(administrator: FlaskClient):
    cast.post(administrator, "/language", lang="en", next="/areas")
    page = administrator.get(f"/areas/{cast.VILLAGE}").text
    assert "Never renamed, merged or split." in page
    assert sheet_rows(administrator.get(f"/areas/{cast.TOWNSHIP}.xlsx"))[0][0] == "code"


def test_the_national_table_is_sent_to_the_server_s_command(app: Flask):
    client = cast.signed_in(app, cast.ADMINISTRATOR)
    content = (Path(__file__).parent / "division" / "villages.csv").read_bytes()
    answer = cast.post(client, "/areas/import", file=(io.BytesIO(content), "villages.csv"))
    assert answer.status_code == 422
    assert "fieldapp areas import villages.csv" in answer.text
    assert "provinces.csv、cities.csv、areas.csv、streets.csv" in answer.text
