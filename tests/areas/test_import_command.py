"""`fieldapp areas import`: the national table, our own, boundaries. All of a file or nothing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, inspect, select

from fieldapp.commands import main
from fieldapp.ground.db import db
from fieldapp.models.areas import Area, Boundary
from fieldapp.models.audit import Audit

DIVISION = Path(__file__).parent / "division"
SQUARE = [[112.4, 29.2], [112.5, 29.2], [112.5, 29.3], [112.4, 29.3], [112.4, 29.2]]


@pytest.fixture
def instance(bare_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """An empty database that the command finds."""
    monkeypatch.setenv("FIELDAPP_INSTANCE", bare_app.config["INSTANCE"])
    return bare_app


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    try:
        main.main(["areas", "import", *map(str, arguments)])
        status = 0
    except SystemExit as ended:
        status = int(ended.code or 0)
    said = capsys.readouterr()
    return status, said.out, said.err.splitlines()[-1] if said.err.strip() else ""


def stored(app: Flask) -> dict[str, Area]:
    with app.app_context():
        return {area.code: area for area in db.session.scalars(select(Area))}


def table(folder: Path, text: str | bytes, name: str = "areas-of-ours.csv") -> Path:
    file = folder / name
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def test_the_national_table_brings_all_five_levels(instance: Flask, capsys: pytest.CaptureFixture[str]):
    status, out, _err = run(capsys, DIVISION / "villages.csv")
    lines = {file.stem: len(file.read_text().splitlines()) - 1 for file in DIVISION.glob("*.csv")}
    areas = stored(instance)
    assert (status, out) == (0, f"{sum(lines.values())} areas added, 0 changed, 0 already there.\n")
    assert len(areas) == sum(lines.values())
    village = areas["430921103213"]
    assert (village.name, village.level, village.parent) == ("青树嘴村委会", "village", "430921103")
    assert (village.county, areas["430921"].county, areas["4309"].county) == ("430921", "430921", None)
    assert (village.pinyin, village.initials) == ("qingshuzuicunweihui", "qszcwh")
    assert village.version > 0
    with instance.app_context():
        audit = db.session.scalars(select(Audit).where(Audit.action == "import")).one()
        assert json.loads(audit.after) == {"new": len(areas), "changed": 0}


def test_importing_again_changes_nothing(instance: Flask, capsys: pytest.CaptureFixture[str]):
    run(capsys, DIVISION / "villages.csv")
    before = {code: area.version for code, area in stored(instance).items()}
    status, out, _err = run(capsys, DIVISION / "villages.csv")
    assert (status, out) == (0, f"0 areas added, 0 changed, {len(before)} already there.\n")
    assert {code: area.version for code, area in stored(instance).items()} == before


def test_one_county_comes_with_what_lies_above_it(instance: Flask, capsys: pytest.CaptureFixture[str]):
    assert run(capsys, DIVISION / "villages.csv", "--county", "430921")[0] == 0
    codes = set(stored(instance))
    assert {code for code in codes if len(code) < 9} == {"43", "4309", "430921"}
    assert all(code.startswith("430921") for code in codes if len(code) >= 6)
    assert "430921103213" in codes


def test_a_county_the_file_does_not_have_is_said(instance: Flask, capsys: pytest.CaptureFixture[str]):
    status, out, err = run(capsys, DIVISION / "villages.csv", "--county", "530102")
    assert (status, out, err) == (2, "", "villages.csv has no area under 530102.")
    assert run(capsys, DIVISION / "villages.csv", "--county", "南县")[0] == 2


def broken_division(tmp_path: Path, file: str, line: int, old: str, new: str) -> Path:
    folder = tmp_path / "division"
    shutil.copytree(DIVISION, folder)
    lines = (folder / file).read_text().splitlines()
    assert old in lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(old, new)
    (folder / file).write_text("\n".join(lines))
    return folder / "villages.csv"


@pytest.mark.parametrize(
    ("file", "line", "old", "new", "sentence"),
    [
        ("villages.csv", 11, ",110101001,", ",110101002,", "villages.csv line 11: streetCode 110101002"),
        ("villages.csv", 3, "110101001002", "11010100100", "villages.csv line 3: code '11010100100' does not have"),
        ("villages.csv", 3, "110101001002", "110101001001", "villages.csv line 3: code 110101001001 occurs twice"),
        ("streets.csv", 2, "东华门街道", "", "streets.csv line 2: name '' is empty"),
        ("areas.csv", 3, "南县", "南\x07县", "areas.csv line 3: name"),
        ("villages.csv", 5, ",1101,", ",", "villages.csv line 5: code is on a line of 5 cells, not 6"),
    ],
)  # fmt: skip
def test_a_wrong_row_is_named_by_line_and_nothing_is_imported(
    instance: Flask, capsys, tmp_path: Path, file: str, line: int, old: str, new: str, sentence: str
):
    status, out, err = run(capsys, broken_division(tmp_path, file, line, old, new))
    assert (status, out) == (2, "")
    assert sentence in err
    assert err.endswith("Nothing was imported.")
    assert stored(instance) == {}


@pytest.mark.parametrize(
    ("kept", "missing"),
    [
        ((), "provinces.csv, cities.csv, areas.csv, streets.csv beside it, which are not in"),
        (("provinces.csv", "cities.csv", "areas.csv"), "streets.csv beside it, which is not in"),
    ],
)
def test_missing_sibling_files_are_named_in_one_sentence(
    instance: Flask, capsys, tmp_path: Path, kept: tuple[str, ...], missing: str
):
    folder = tmp_path / "alone"
    folder.mkdir()
    for name in (*kept, "villages.csv"):
        shutil.copy(DIVISION / name, folder)
    status, out, said = run(capsys, folder / "villages.csv")
    assert (status, out) == (2, "")
    assert said.endswith(f"villages.csv needs {missing} {folder}. Nothing was imported.")
    assert stored(instance) == {}


def test_villages_alone_are_enough_where_the_areas_above_are_known(instance: Flask, capsys, tmp_path: Path):
    run(capsys, DIVISION / "streets.csv")
    shutil.copy(DIVISION / "villages.csv", tmp_path)
    assert run(capsys, tmp_path / "villages.csv")[0] == 0
    assert any(len(code) == 12 for code in stored(instance))


def test_a_village_whose_street_is_missing_is_named(instance: Flask, capsys, tmp_path: Path):
    villages = broken_division(tmp_path, "streets.csv", 2, "110101001", "110101009")
    status, _out, err = run(capsys, villages)
    assert status == 2
    assert "villages.csv line 2: code 110101001001 has no parent: there is no area 110101001" in err


OURS = """code,name,level,population,lat,lon
43,湖南省,province,,,
4309,益阳市,city,,,
430921,南县,county,"720,000",,
430921103,青树嘴镇,township,21000,29.21,112.45
430921103213,青树嘴村,village,1500,29.211,112.451
"""


@pytest.mark.parametrize(
    "content",
    [
        OURS.encode(),
        b"\xef\xbb\xbf" + OURS.replace("\n", "\r\n").encode(),
        OURS.encode("gbk"),
        OURS.encode("utf-16"),
        OURS.replace("code,name,level,population,lat,lon", "代码,名称,级别,人口,纬度,经度").encode("gbk"),
        OURS.replace("province", "省").replace("township", "镇").replace("village", "社区").encode(),
    ],
    ids=["utf-8", "Excel's mark and line ends", "GBK", "UTF-16", "Chinese headings", "Chinese levels"],
)
def test_our_own_table_is_read_as_excel_writes_it(instance: Flask, capsys, tmp_path: Path, content: bytes):
    assert run(capsys, table(tmp_path, content))[:2] == (0, "5 areas added, 0 changed, 0 already there.\n")
    areas = stored(instance)
    assert (areas["430921"].population, areas["430921103213"].name) == (720_000, "青树嘴村")
    assert (areas["430921103"].lat, areas["430921103"].lon) == (29.21, 112.45)


def test_what_a_table_does_not_say_stays_as_it_was(instance: Flask, capsys, tmp_path: Path):
    run(capsys, table(tmp_path, OURS))
    again = "code,name,population\n430921103213,青树嘴新村,\n430921103,青树嘴镇,22000\n"
    assert (
        run(capsys, table(tmp_path, again), "--names", "take")[1]
        == "0 areas added, 2 changed, 0 already there.\n"
    )
    village, township = (stored(instance)[code] for code in ("430921103213", "430921103"))
    assert (village.name, village.initials, village.population) == ("青树嘴新村", "qszxc", 1500)
    assert (township.population, township.lat) == (22000, 29.21)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("43092110321,短码村,,,,", "line 7: code '43092110321' does not have 2, 4, 6, 9 or 12 digits."),
        ("４３,全角省,,,,", "line 7: code '４３' does not have"),
        ("430921103214,某村,township,,,", "line 7: level 'township' is not village, as 430921103214 is."),
        ("430921103214,某村,村,很多,,", "line 7: population '很多' is not a number of people."),
        ("430921103214,某村,村,-5,,", "line 7: population '-5' is not"),
        ("430921103214,某村,村,,129.2,112.4", "line 7: lat '129.2' is not in degrees from -90 to 90."),
        ("430921103214,某村,村,,nan,112.4", "line 7: lat 'nan' is not in degrees"),
        ("430921103214,某村,村,,29.2,", "line 7: lat and lon must be given together."),
        ("430921103213,又一个,,,,", "line 7: code 430921103213 occurs twice."),
        ("430921105213,没有乡镇,,,,", "line 7: code 430921105213 has no parent: there is no area 430921105."),
        ("430921103214,,,,,", "line 7: name '' is empty"),
    ],
)
def test_every_kind_of_wrong_row_in_our_table_is_named(
    instance: Flask, capsys, tmp_path: Path, row: str, sentence: str
):
    status, out, err = run(capsys, table(tmp_path, OURS + row + "\n"))
    assert (status, out) == (2, "")
    assert f"areas-of-ours.csv {sentence}" in err
    assert stored(instance) == {}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "No table can be read"),
        ("code,title\n43,x\n", "The sheet lacks the column name"),
        ("name,level\n湖南省,province\n", "The sheet lacks the column code"),
        (b"\xff\xfe\x00", "No table can be read"),
        (b"PK\x03\x04 not really a zip", "No table can be read"),
        ("code,name\n", "has no area"),
    ],
)
def test_a_file_that_is_no_table_of_areas_is_refused_in_one_sentence(
    instance, capsys, tmp_path, content, sentence
):
    status, out, err = run(capsys, table(tmp_path, content))
    assert (status, out) == (2, "")
    assert sentence in err


def test_a_missing_file_is_one_sentence(instance: Flask, capsys, tmp_path: Path):
    status, _out, err = run(capsys, tmp_path / "none.csv")
    assert (status, err) == (2, f"{tmp_path / 'none.csv'}: No such file or directory.")


def features(*said: dict) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(said)}, ensure_ascii=False)


def feature(kind: str = "Polygon", coordinates: object = None, **properties: object) -> dict:
    geometry = {"type": kind, "coordinates": [SQUARE] if coordinates is None else coordinates}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def test_boundaries_are_found_by_code_or_name_and_give_a_middle(instance: Flask, capsys, tmp_path: Path):
    run(capsys, table(tmp_path, OURS))
    village, county = feature(code="430921103213"), feature("MultiPolygon", [[SQUARE]], name="南县")
    file = table(tmp_path, features(village, county), "outlines.geojson")
    assert run(capsys, file)[:2] == (0, "2 boundaries imported.\n")
    with instance.app_context():
        kept = {row.code: json.loads(row.geometry) for row in db.session.scalars(select(Boundary))}
    assert kept["430921103213"] == {"type": "Polygon", "coordinates": [SQUARE]}
    assert kept["430921"]["type"] == "MultiPolygon"
    areas = stored(instance)
    assert (areas["430921"].lat, areas["430921"].lon) == (29.25, 112.45)
    assert (areas["430921103213"].lat, areas["430921103213"].lon) == (29.211, 112.451)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (feature(code="999999"), "feature 2: code 999999 is no area we know."),
        (feature(name="无名镇"), "feature 2: name 无名镇 is the name of no area; give its code."),
        (feature(), "feature 2: properties have neither code nor name."),
        (
            feature("Point", [112.4, 29.2], code="430921"),
            "feature 2: geometry is neither Polygon nor MultiPolygon.",
        ),
        (feature(coordinates=[[[29.2, 112.4]] * 4], code="430921"), "longitude first: 29.2, 112.4."),
        (feature(coordinates=[[[1, 2], [3, 4]]], code="430921"), "have a ring of less than four points."),
        (feature(coordinates=[], code="430921"), "coordinates are empty or no list."),
        (feature(coordinates=[[["x", 1]] * 4], code="430921"), "no position: ['x', 1]."),
        (feature(coordinates=[[[10**400, 1]] * 4], code="430921"), "longitude first: 1000"),
        (feature(coordinates=[[[[[[1, 2]]]]] * 4], code="430921"), "no position: [[[[1, 2]]]]."),
        (feature(code="430921103213"), "feature 2: code 430921103213 occurs twice."),
        ({"type": "Topology"}, "feature 2: type is not Feature."),
    ],
)
def test_a_wrong_boundary_is_named_and_none_is_imported(instance, capsys, tmp_path, wrong, sentence):
    run(capsys, table(tmp_path, OURS))
    file = table(tmp_path, features(feature(code="430921103213"), wrong), "outlines.json")
    status, out, err = run(capsys, file)
    assert (status, out) == (2, "")
    assert sentence in err
    with instance.app_context():
        assert db.session.scalar(select(func.count()).select_from(Boundary)) == 0


@pytest.mark.parametrize(
    "content", ["{", "[]", "{}", '{"type": "FeatureCollection", "features": []}', "[" * 100_000]
)
def test_what_is_no_geojson_is_refused(instance: Flask, capsys, tmp_path: Path, content: str):
    status, out, err = run(capsys, table(tmp_path, content, "outlines.geojson"))
    assert (status, out) == (2, "")
    assert "outlines.geojson" in err


@pytest.mark.postgres
def test_postgresql_takes_the_same_table_by_its_own_road(postgres_app: Flask, monkeypatch, capsys):
    monkeypatch.setenv("FIELDAPP_INSTANCE", postgres_app.config["INSTANCE"])
    monkeypatch.setenv("FIELDAPP_DATABASE_URL", postgres_app.config["DATABASE_URL"])
    before = stored(postgres_app)
    assert run(capsys, DIVISION / "villages.csv", "--names", "keep")[0] == 0
    areas = stored(postgres_app)
    assert areas["430921103213"].initials == "qszcwh"
    assert set(before) <= set(areas)
    assert run(capsys, DIVISION / "villages.csv", "--names", "keep")[1].startswith(
        "0 areas added, 0 changed, "
    )


def test_a_table_of_many_rows_ends_with_every_index_there(
    instance: Flask, capsys, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("fieldapp.areas.store.MANY", 10)
    assert run(capsys, DIVISION / "villages.csv")[0] == 0
    with instance.app_context():
        kept = {index["name"] for index in inspect(db.engine).get_indexes("area")}
    assert kept == {index.name for index in Area.__table__.indexes}


def test_a_refusal_is_the_only_sentence_on_stderr(instance: Flask, capsys, tmp_path: Path):
    with pytest.raises(SystemExit):
        main.main(["areas", "import", str(table(tmp_path, OURS + "1,x,,,,\n"))])
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)


def test_rows_whose_code_and_name_disagree_are_left_out_or_refused(
    instance: Flask, capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    run(capsys, table(tmp_path, OURS))
    again = "code,name,population\n430921103,别的镇,22000\n430921103213,青树嘴村,1600\n430921,南县,700000\n"
    status, out, err = run(capsys, table(tmp_path, again))
    assert (status, out) == (2, "")
    assert "line 2: the code 430921103 is 青树嘴镇 here, 别的镇 in the file (1 more rows are in doubt)" in err
    assert run(capsys, table(tmp_path, again), "--names", "keep")[:2] == (
        0,
        "0 areas added, 1 changed, 0 already there.\n",
    )
    areas = stored(instance)
    assert (areas["430921103"].name, areas["430921103"].population) == ("青树嘴镇", 21000)
    assert (areas["430921103213"].population, areas["430921"].population) == (1500, 700000)
