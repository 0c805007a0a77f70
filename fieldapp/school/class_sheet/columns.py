"""The columns of the sheet of a class: who the child is, what the clinic fills in, and the mark that brings a row back
to its child. Pure."""

from __future__ import annotations

import hashlib
import re

from fieldapp.ground.same import name_key
from fieldapp.ground.spreadsheets.cells import DAY, NUMBER, Column, Words
from fieldapp.school.assessing.answers import ANSWERS, CERTIFICATES, WHY

WHO = (
    Column("n", "序号", "No.", holds=NUMBER, kept=True, also=("编号", "学号")),
    Column(
        "name",
        "姓名",
        "Name",
        needed=True,
        kept=True,
        instead="mark",
        also=("儿童姓名", "学生姓名", "幼儿姓名", "孩子姓名", "受种者姓名"),
    ),
    Column("sex", "性别", "Sex", kept=True),
    Column("born", "出生日期", "Born", holds=DAY, kept=True, also=("生日", "出生年月日", "出生年月")),
    Column("card_no", "儿童编码", "Child's number", kept=True, also=("免疫编码", "个案编码", "接种卡号")),
    Column("guardian", "监护人", "Guardian", kept=True, also=("家长", "家长姓名", "监护人姓名")),
    Column("phone", "电话", "Telephone", kept=True, also=("联系电话", "家长电话", "手机")),
    Column("class_name", "班级", "Class", kept=True, also=("所在班级", "班")),
)
FILLED = (
    Column(
        "answer",
        "评估结果",
        "Result",
        needed=True,
        choices=tuple(ANSWERS.values()),
        also=("查验结果", "评估结论", "结果", "接种完成情况"),
    ),
    Column(
        "slots",
        "缺的剂次",
        "Missing doses",
        also=(
            "未种剂次",
            "缺种剂次",
            "需补种疫苗",
            "漏种疫苗",
            "未种疫苗",
            "缺的疫苗",
            "需补种剂次",
            "缺漏剂次",
        ),
    ),
    Column("why", "不用补原因", "Why not", choices=tuple(WHY.values()), also=("无需补种原因", "原因")),
    Column("assessed_on", "评估日期", "Assessed on", holds=DAY, also=("报告日期", "评估时间")),
    Column("report_no", "报告编号", "Report no.", also=("评估报告编号", "报告号", "查验证明编号")),
    Column(
        "certificate",
        "接种证",
        "Certificate",
        choices=tuple(CERTIFICATES.values()),
        also=("持证", "持证情况", "有无接种证"),
    ),
    Column("note", "备注", "Note", also=("说明",)),
)
MARK = Column("mark", "识别码（勿改）", "Key (leave as it is)", kept=True, also=("识别码",))
COLUMNS = (*WHO, *FILLED, MARK)
BESIDE = 2  # number and name stay in sight
# what a column takes and what it means, for the page that says how the sheet is filled in
ANSWERS_HERE: dict[str, tuple[Words, Words]] = {
    "answer": (
        ("已完成、需补种、不用补、没评估、无证", ", ".join(en for _zh, en in ANSWERS.values())),
        (
            "没查到、没来的空着，不影响别的孩子",
            "empty where the child was not found or did not come",
        ),
    ),
    "slots": (
        (
            "百白破5、A+C2；拼音首字母也行：bbp5 ac2",
            "DTaP 5, MenAC 2, as the register has them; bbp5 ac2 as well",
        ),
        (
            "需补种的必填；不用补的写不用补的剂次；自费疫苗不写",
            "needed for catch-up; of nothing to catch up the doses that are not needed; no self-paid vaccines",
        ),
    ),
    "why": (
        ("禁忌、得过病、超过年龄", ", ".join(en for _zh, en in WHY.values())),
        ("不用补又写了剂次的必填", "needed where doses are named that are not needed"),
    ),
    "assessed_on": (
        ("20260820、2026-08-20、0820", "20260820, 2026-08-20, 0820"),
        (
            "已完成、需补种、不用补的必填；空着的用上传时填的那一天",
            "the day of the assessment; where it is empty, the day typed when the sheet is brought back",
        ),
    ),
    "report_no": (
        ("报告上印的编号", "the number printed on the report"),
        ("没有就空着", "empty where there is none"),
    ),
    "certificate": (
        ("有、电子、其他证明、丢失、没办过", ", ".join(en for _zh, en in CERTIFICATES.values())),
        ("空着当作有；无证的写丢失或没办过", "empty is yes; without a certificate: lost, or never had one"),
    ),
    "note": (("", ""), ("一句话，可不填", "a sentence, where there is something to say")),
    "mark": (
        ("不要改", "leave as it is"),
        (
            "靠它认出是哪个孩子；可以排序、删行、加列",
            "tells which child it is; sort rows, take some out, add columns",
        ),
    ),
}
WRITTEN = re.compile(r"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})-([0-9a-f]{6})\Z")


def mark_of(enrolment: str, name: str, born: str | None) -> str:
    """What a row is known by: the pupil's enrolment, and what it was called when the sheet went out."""
    return f"{enrolment}-{called(name, born)}"


def called(name: str, born: str | None) -> str:
    """Six letters that change with a child's name or birth date."""
    return hashlib.sha256(f"{name_key(name)} {born or ''}".encode()).hexdigest()[:6]


def read_mark(said: str) -> tuple[str, str] | None:
    """Enrolment and how the child was called, of a mark; None where it is none."""
    found = WRITTEN.match(said.strip().lower())
    return (found[1], found[2]) if found else None
