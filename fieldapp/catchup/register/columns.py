"""The columns of a register: of the child, as provincial systems head them, and of a dose a row. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from fieldapp.catchup.register.vaccine_words import NOT_READ, VaccineWords, heading_of
from fieldapp.ground.spreadsheets.cells import DAY, Column, title_of

CHILD = (
    Column("name", "姓名", "Name", needed=True, also=("儿童姓名", "受种者姓名", "受种者", "个案姓名", "宝宝姓名")),
    Column("born", "出生日期", "Born", needed=True, also=("出生年月日", "生日", "出生时间", "出生年月"), holds=DAY),
    Column("sex", "性别", "Sex", also=("儿童性别",)),
    Column("card_no", "儿童编码", "Child's number",
           also=("接种卡号", "免疫编码", "个案编码", "个案编号", "受种者编码", "儿童编号", "预防接种编码", "唯一编码")),
    Column("certificate_no", "接种证号", "Certificate number", also=("预防接种证号", "接种证编号")),
    Column("guardian", "家长", "Guardian",
           also=("监护人", "监护人姓名", "家长姓名", "父亲姓名", "父亲", "法定监护人")),
    Column("mother", "母亲姓名", "Mother", also=("母亲",)),
    Column("phone", "联系电话", "Telephone",
           also=("家长电话", "监护人电话", "电话", "手机", "手机号", "手机号码", "联系方式", "家庭电话", "母亲电话")),
    Column("phone2", "联系电话2", "Second telephone", also=("父亲电话", "备用电话")),
    Column("registered_at", "户籍", "Registered at", also=("户籍类型", "户口类别", "户籍属性", "居住属性", "户籍类别")),
    Column("area_code", "村代码", "Village code", also=("居委会代码", "村(居)代码", "行政区划代码", "区划代码")),
    Column("area", "村", "Village",
           also=("村(居)", "村名", "居委会", "所属村", "所属居委会", "行政村", "村委会", "村居委会", "居委(村)",
                 "村/社区")),
    Column("township", "乡镇", "Township", also=("街道", "乡镇街道", "乡(镇)", "镇", "所属乡镇")),
    Column("status", "在册状态", "Status", also=("个案状态", "在册情况", "儿童状态", "在册")),
)  # fmt: skip
DOSE = (
    Column("vaccine", "疫苗名称", "Vaccine",
           needed=True, also=("疫苗", "疫苗种类", "接种疫苗", "疫苗小类", "疫苗编码", "疫苗小类编码", "疫苗代码")),
    Column("given_on", "接种日期", "Given on", needed=True, also=("接种时间", "接种日", "种苗日期"), holds=DAY),
)  # fmt: skip
FIELDS = {one.name: (one.zh, one.en) for one in (*CHILD, *DOSE)}
WIDE = "dose "  # what the name of a column begins with that holds the days of one dose
PASSED = "passed "  # … that holds days of a vaccine that is not read, whose doses are only counted


def known_titles(own: Mapping[str, str]) -> tuple[Column, ...]:
    """The columns with what a county said of headings it has (`own`: heading → name of a column)."""
    more: dict[str, list[str]] = {}
    for heading, name in own.items():
        more.setdefault(name, []).append(heading)
    return tuple(replace(one, also=(*one.also, *more.get(one.name, ()))) for one in (*CHILD, *DOSE))


def is_long(titles: Iterable[str], columns: Sequence[Column]) -> bool:
    """Whether a sheet has a row for each dose: columns for the vaccine and for its day."""
    have = {title_of(title) for title in titles}
    return all(one.known_as() & have for one in columns if one.name in ("vaccine", "given_on"))


def wide_columns(
    titles: Sequence[str], columns: Sequence[Column], words: VaccineWords
) -> tuple[dict[str, Column], list[str]]:
    """The headings over days of doses, and those that somebody has to say the meaning of: they name a dose of a vaccine
    nobody knows.

    Returns:
        Columns to read by their names, which say the product or that it is passed over; and words to be asked about.
    """
    taken = {word for one in columns for word in one.known_as()}
    found: dict[str, Column] = {}
    asked: list[str] = []
    for title in titles:
        said = heading_of(title) if title and title_of(title) not in taken else None
        if said is None or not said.days:
            continue
        product = words.meaning(said.vaccine)
        if product is None and said.n:
            asked.append(said.vaccine)
        elif product is not None:
            passed = product == NOT_READ
            name = f"{PASSED}{len(found)} {title}" if passed else product_column(product, len(found))
            found[name] = Column(name, title, title, holds=DAY)
    return found, list(dict.fromkeys(asked))


def product_column(product: str, nth: int) -> str:
    """The name of the column of a product's dose."""
    return f"{WIDE}{nth} {product}"


def passed_of(column: str) -> str:
    """The heading of a column that is passed over."""
    return column.removeprefix(PASSED).partition(" ")[2]


def product_of(column: str) -> str:
    """The product whose days stand in a column."""
    return column.removeprefix(WIDE).partition(" ")[2]
