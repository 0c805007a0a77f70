"""A register as provincial systems export it: a column or a row for each dose, its words for vaccines, its mistakes."""

from __future__ import annotations

import pytest

from fieldapp.areas.naming import VillageWords
from fieldapp.catchup.register.columns import is_long, known_titles, wide_columns
from fieldapp.catchup.register.lines import Register, Rules, read_register
from fieldapp.catchup.register.meanings import _names
from fieldapp.catchup.register.vaccine_words import VaccineWords, heading_of, key_of
from fieldapp.ground.spreadsheets.tables import find_table, text_page
from fieldapp.schedule import packaged

NORTH, SOUTH = "430921103213", "430921103231"
VILLAGES = VillageWords([(NORTH, "青树嘴村委会", "青树嘴镇"), (SOUTH, "玖丰庙村", "青树嘴镇")])


def words(own: dict[str, str] | None = None) -> VaccineWords:
    """What names of vaccines mean, with what a county said."""
    return VaccineWords(packaged().products, _names(), own or {})


def read(rows: list[list[str]], own: dict[str, str] | None = None, area: str = NORTH) -> Register:
    """The register that these rows are."""
    columns, vaccines = known_titles({}), words(own)
    wide, _asked = wide_columns(rows[0], columns, vaccines)
    ours = list(columns) if is_long(rows[0], columns) else [*columns[:-2], *wide.values()]
    table = find_table([text_page(rows)], ours)
    return read_register(table, Rules("2026-11-09", NORTH[:6], VILLAGES, area, vaccines))


@pytest.mark.parametrize(
    ("called", "product"),
    [
        ("乙肝疫苗", "HepB"),
        ("重组乙型肝炎疫苗（酿酒酵母）", None),
        ("乙肝（酿酒酵母）", "HepB"),
        ("脊灰灭活疫苗(Sabin株)", "IPV"),
        ("0311", "bOPV"),
        ("百白破", "DTaP"),
        ("无细胞百白破疫苗", "DTaP"),
        ("麻腮风疫苗", "MMR"),
        ("乙脑减毒活疫苗", "JE-L"),
        ("Ａ群流脑多糖疫苗", "MPSV-A"),
        ("A群C群流脑结合疫苗", "MPCV-AC"),
        ("沛儿13", "PCV13"),
        ("脊灰", None),  # may be either: it is asked about
        ("含麻疫苗", None),
    ],
)
def test_a_name_means_one_product_or_is_asked_about(called: str, product: str | None) -> None:
    assert words().meaning(called) == product


def test_what_a_county_said_comes_first() -> None:
    said = words({key_of("脊灰疫苗"): "IPV", key_of("健康宝"): ""})
    assert said.meaning("脊灰") == "IPV"
    assert said.meaning("健康宝") == ""


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("乙肝疫苗1", ("乙肝", 1, True)),
        ("乙肝疫苗第2剂接种日期", ("乙肝", 2, True)),
        ("百白破（第三剂）时间", ("百白破", 3, True)),
        ("A群C群流脑多糖疫苗-1", ("a群c群流脑多糖", 1, True)),
        ("乙肝疫苗1批号", ("乙肝", 1, False)),
        ("卡介苗接种日期", ("卡介苗", 0, True)),
        ("备注", None),
    ],
)
def test_a_heading_says_vaccine_dose_and_whether_days_stand_under_it(
    title: str, found: tuple[str, int, bool] | None
) -> None:
    assert heading_of(title) == found


def test_a_column_for_each_dose() -> None:
    found = read(
        [
            ["儿童编码", "儿童姓名", "性别", "出生日期", "母亲姓名", "乙肝疫苗1", "乙肝疫苗1批号", "百白破1",
             "卡介苗接种日期"],
            ["4309210001", "王小明", "男", "2024-05-01", "李芳", "2024-05-01", "B1", "2024-08-03", "2024/5/2"],
            ["4309210002", "李小红", "女", "2023-02-03", "赵敏", "", "", "", ""],
        ]
    )  # fmt: skip
    assert found.wrong == []
    assert [sorted(one.doses) for one in found.entries] == [
        [("BCG", "2024-05-02"), ("DTaP", "2024-08-03"), ("HepB", "2024-05-01")],
        [],
    ]
    assert found.entries[0].child == {
        "name": "王小明", "born": "2024-05-01", "sex": "male", "mother": "李芳", "card_no": "4309210001"
    }  # fmt: skip


def test_a_row_for_each_dose_is_one_child_a_number() -> None:
    found = read(
        [
            ["个案编码", "姓名", "出生日期", "疫苗名称", "接种日期"],
            ["1001", "王小明", "2024-05-01", "乙肝疫苗", "2024-05-01"],
            ["1001", "王小明", "2024-05-01", "0402", "2024-08-03"],
            ["1001", "王小明", "2024-05-01", "健康宝", "2024-08-03"],
            ["1002", "李小红", "2023-02-03", "乙肝疫苗", "2023-02-03"],
        ]
    )
    assert [(one.child["card_no"], sorted(one.doses)) for one in found.entries] == [
        ("1001", [("DTaP", "2024-08-03"), ("HepB", "2024-05-01")]),
        ("1002", [("HepB", "2023-02-03")]),
    ]
    assert found.asked == {"健康宝": 1} and found.wrong == []


def test_every_wrong_cell_is_named_and_the_other_doses_stay() -> None:
    found = read(
        [
            ["儿童编码", "姓名", "出生日期", "村", "乙肝疫苗1", "乙肝疫苗2"],
            ["1", "王小明", "2024-05-01", "玖丰庙村", "2024-04-01", "2024-06-03"],
            ["2", "", "2024-05-01", "玖丰庙村", "", ""],
            ["3", "李小红", "2024-13-01", "玖丰庙村", "", ""],
            ["4", "赵小雨", "2024-05-01", "没有的村", "", ""],
            ["5", "钱小多", "2024-05-01", "玖丰庙村", "2026-11-10", "√"],
            ["1", "周小亮", "2024-05-01", "玖丰庙村", "", ""],
        ]
    )
    assert [(one.line, one.column) for one in found.wrong] == [
        (2, "乙肝疫苗1"),
        (3, "姓名"),
        (4, "出生日期"),
        (5, "村"),
        (6, "乙肝疫苗1"),
        (6, "乙肝疫苗2"),
        (7, "姓名"),
    ]
    assert [(one.child["name"], sorted(one.doses)) for one in found.entries] == [
        ("王小明", [("HepB", "2024-06-03")]),
        ("钱小多", []),
    ]
    assert "名单截至" in found.wrong[4].zh and "早于出生日期" in found.wrong[0].zh


def test_a_dose_said_twice_is_one() -> None:
    found = read(
        [
            ["个案编码", "姓名", "出生日期", "疫苗名称", "接种日期"],
            ["1", "王小明", "2024-05-01", "乙肝疫苗", "2024-05-01"],
            ["1", "王小明", "2024-05-01", "乙肝", "20240501"],
        ]
    )
    assert [sorted(one.doses) for one in found.entries] == [[("HepB", "2024-05-01")]]
