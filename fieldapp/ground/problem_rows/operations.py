"""Refusals of one operation of a phone: its receipt carries the sentence."""

from __future__ import annotations

from fieldapp.ground.problem_rows.kind import Kind

ROWS: dict[str, Kind] = {
    "malformed": Kind(
        422, "这条记录的“{field}”不完整或写法不对。", "This record's {field} is missing or malformed."
    ),
    "unknown_kind": Kind(
        422, "服务器不认识这类记录（{kind}）。", "The server does not know this kind of record ({kind})."
    ),
    "wrong_value": Kind(422, "“{field}”的内容不对。", "The value of {field} cannot be right."),
    "too_long": Kind(
        422, "“{field}”太长了，最多 {limit} 个字。", "{field} is too long, at most {limit} characters."
    ),
    "born_in_future": Kind(422, "出生日期在今天以后，请更正。", "The birth date lies in the future."),
    "day_in_future": Kind(422, "日期“{field}”在今天以后，请更正。", "The day {field} lies in the future."),
    "unknown_area": Kind(
        422,
        "没有这个村（{area}），等管理员核对后会自动计入。",
        "There is no village {area} yet; it will count when there is.",
    ),
    "unknown_round": Kind(
        422, "没有这一轮次，等建好后会自动计入。", "There is no such round yet; it will count when there is."
    ),
    "unknown_device": Kind(
        422, "这部手机还没有登记，等登记后会自动计入。", "That phone is not registered yet."
    ),
    "unknown_code": Kind(
        422, "“{field}”的代码不认识（{value}），等管理员核对。", "The code of {field} is not known ({value})."
    ),
    "not_your_area": Kind(
        422,
        "这个村没有分配给您；记录已留给主管核对。",
        "This village was never assigned to you; your supervisor sees it.",
    ),
    "not_your_role": Kind(
        422,
        "您的角色不能记这类内容；记录已留给主管核对。",
        "Your role may not record this; your supervisor sees it.",
    ),
    "not_your_name": Kind(
        422, "记录人与登记的手机不一致。", "The author is not the person this phone belongs to."
    ),
    "id_reused": Kind(
        422, "同一编号发来过不同的内容，保留先到的。", "The same id came with other content; the first stays."
    ),
    "other_county": Kind(
        422, "这条记录属于别的县，不能直接改到这里。", "This record belongs to another county."
    ),
    "device_stopped": Kind(
        422, "这部手机已停用；记录已留给主管核对。", "This phone was stopped; your supervisor decides."
    ),
    "not_signed": Kind(
        422,
        "这条是别人代交的，没有记录它的手机的签名，不能确定是本人记的；请县疾控或乡镇防保科核对后计入，或等那部手机自己上报。",
        "Others handed this over without the signature of the phone that recorded it: a supervisor decides, or it "
        "counts when that phone sends it.",
    ),
    "not_author": Kind(
        422, "只有记录人或主管可以撤销；已请主管决定。", "Only the author or a supervisor may take this back."
    ),
    "not_your_record": Kind(
        422,
        "这条记录属于没有分配给您的村；已请那个村的主管核对。",
        "This record belongs to a village that was never assigned to you; that village's supervisor decides.",
    ),
}
