"""The columns of a roster, with the headings that registers of schools write over them. Pure."""

from __future__ import annotations

from fieldapp.ground.spreadsheets.cells import DAY, Column

FORM = (
    Column(
        "name", "姓名", "Name", needed=True, also=("学生姓名", "儿童姓名", "幼儿姓名", "孩子姓名", "名字")
    ),
    Column("sex", "性别", "Sex", also=("学生性别", "儿童性别")),
    Column(
        "born",
        "出生日期",
        "Born",
        needed=True,
        also=("出生年月日", "生日", "出生年月", "出生时间"),
        holds=DAY,
        instead="id_no",
    ),
    Column("grade", "年级", "Grade", also=("年级名称", "所在年级", "就读年级")),
    Column("class_name", "班级", "Class", also=("班级名称", "所在班级", "就读班级", "班别", "班")),
    Column("reason", "入学方式", "How it entered", also=("入学类型", "入学类别", "学生来源")),
    Column("joined_on", "入学日期", "Joined on", also=("入校日期", "入园日期", "转入日期"), holds=DAY),
    Column(
        "guardian",
        "家长",
        "Guardian",
        also=("监护人", "家长姓名", "监护人姓名", "父母姓名", "成员1姓名", "法定监护人"),
    ),
    Column(
        "phone",
        "联系电话",
        "Telephone",
        also=("家长电话", "监护人电话", "电话", "手机", "手机号", "联系方式", "成员1联系电话"),
    ),
    Column("certificate_no", "接种证号", "Certificate number", also=("预防接种证号", "接种证编号")),
    Column("card_no", "儿童编码", "Child's number", also=("接种卡号", "免疫编码", "个案编码")),
    Column("left_on", "离校日期", "Left on", also=("转出日期", "离园日期"), holds=DAY),
    Column("left_to", "转出去向", "Where it went", also=("去向", "转往学校")),
)
READ = (
    *FORM,
    Column(
        "id_no",
        "身份证号",
        "Identity number",
        also=("身份证件号", "身份证件号码", "身份证号码", "公民身份号码", "证件号码", "学生身份证号"),
    ),
)
HEADS = {one.name: (one.zh, one.en) for one in READ}
ANSWERS = {  # what some columns take, for the page that says how the form is filled in
    "sex": ("男、女", "male, female"),
    "born": ("20200310、2020-03-10", "20200310, 2020-03-10"),
    "grade": ("一年级、小班", "1, grade 1; of a kindergarten nursery, junior, middle, senior"),
    "class_name": ("2班、一（2）班", "2, class 2"),
    "reason": ("新入学、转入、中途入学、随班升级", "new, transfer, joined mid-term, moved up"),
    "left_on": ("2026-10-01", "2026-10-01"),
}
EXAMPLE = (
    ("例：王小明", "男", "2020-03-10", "一年级", "2班", "新入学", "2026-09-01", "王建国", "13900000000"),
    (
        "e.g. Wang Xiaoming",
        "male",
        "2020-03-10",
        "1",
        "2",
        "new",
        "2026-09-01",
        "Wang Jianguo",
        "13900000000",
    ),
)
EXAMPLE_MARK = ("例：", "例:", "e.g. ")
