"""The columns of a list of children: what they are called, which must be there, what each may hold. Pure."""

from __future__ import annotations

from fieldapp.campaigns.plan.assign_sheet import VILLAGE_CODE, VILLAGE_NAME
from fieldapp.ground.spreadsheets.cells import DAY, TEXT, Column, Words

COLUMNS: dict[str, tuple[str, ...]] = {
    "area_code": ("村代码", *VILLAGE_CODE),
    "area": ("村", *VILLAGE_NAME[:-1]),
    "township": ("乡镇", "乡镇(街道)", "乡镇街道", "所属乡镇", "镇", "township"),
    "name": (
        "儿童姓名",
        "姓名",
        "孩子姓名",
        "小孩姓名",
        "宝宝姓名",
        "幼儿姓名",
        "受种者姓名",
        "受种者",
        "name",
    ),
    "born": ("出生日期", "出生年月日", "出生年月", "出生时间", "生日", "出生", "born"),
    "sex": ("性别", "sex"),
    "group": ("村民小组", "组", "组别", "小组", "村组", "自然村", "楼栋", "group"),
    "door": ("门牌号", "门牌", "门牌号码", "户号", "door"),
    "head": ("户主", "户主姓名", "head"),
    "guardian": (
        "家长(母亲)姓名",
        "家长",
        "家长姓名",
        "监护人",
        "监护人姓名",
        "父母姓名",
        "家长(监护人)姓名",
        "guardian",
    ),
    "mother": ("母亲", "母亲姓名", "妈妈姓名", "mother"),
    "phone": ("联系电话", "电话", "手机", "手机号", "手机号码", "电话号码", "家长电话", "联系方式", "phone"),
    "registered_at": ("户籍", "户籍类别", "户籍类型", "户籍属性", "户籍情况", "户籍地", "registered"),
    "since": ("来本地日期", "来本地时间", "流入日期", "流入时间", "since"),
    "landlord": ("出租房主", "房东", "房主", "landlord"),
    "prior_polio": ("既往剂次", "既往脊灰剂次", "既往脊灰疫苗剂次", "脊灰剂次", "prior"),
    "prior_source": ("依据", "剂次依据", "source"),
    "certificate_no": ("接种证号", "证号", "接种证编号", "预防接种证号", "certificate"),
    "card_no": ("儿童编码", "接种卡号", "卡号", "个案编码", "编码", "card"),
}
NEEDED = ("area_code", "name", "born")
INSTEAD = {"area_code": "area"}
HOLDS = {"born": DAY, "since": DAY}
CHOICES: dict[str, tuple[Words, ...]] = {
    "sex": (("男", "male"), ("女", "female")),
    "registered_at": (
        ("本县", "county"),
        ("县外", "other_county"),
        ("市外", "other_city"),
        ("省外", "other_province"),
        ("无户籍", "none"),
    ),
    "prior_polio": (("0", "0"), ("1", "1"), ("2", "2"), ("≥3", "≥3"), ("不详", "unknown")),
    "prior_source": (("证", "证"), ("卡", "卡"), ("口述", "口述")),  # kept as it is written
}
ENGLISH = {  # what stands beside a heading in the blank form of who reads English; both are read
    "area_code": "Village code",
    "area": "Village",
    "township": "Township",
    "name": "Name",
    "born": "Birth date",
    "sex": "Sex",
    "group": "Group",
    "door": "Door",
    "head": "Head of household",
    "guardian": "Guardian",
    "mother": "Mother",
    "phone": "Telephone",
    "registered_at": "Registered at",
    "since": "Here since",
    "landlord": "Landlord",
    "prior_polio": "Earlier doses",
    "prior_source": "Source",
    "certificate_no": "Certificate number",
    "card_no": "Card number",
}
GLOSSED = {name: f"{names[0]} {ENGLISH[name]}" for name, names in COLUMNS.items()}
READ = tuple(
    Column(
        name,
        names[0],
        names[-1],
        name in NEEDED,
        (*names[1:], ENGLISH[name], GLOSSED[name]),
        HOLDS.get(name, TEXT),
        INSTEAD.get(name, ""),
        CHOICES.get(name, ()),
    )
    for name, names in COLUMNS.items()
)
ANSWERS = {
    "born": ("20190305、2019-03-05 或 2019年3月5日", "20190305, 2019-03-05"),
    "name": ("没取名写“未取名”", "of a child without a name 未取名"),
    "since": ("同出生日期的写法", "as the birth date"),
} | {
    name: ("、".join(zh for zh, _en in answers), ", ".join(en for _zh, en in answers))
    for name, answers in CHOICES.items()
}  # what may be written into a column, for the form's second page
