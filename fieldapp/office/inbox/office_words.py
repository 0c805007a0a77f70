"""What a line of the log says to whoever decides about it: the sentences of its receipt are meant for who recorded it,
and a code or an id nobody knows is said to be one. Pure."""

from __future__ import annotations

from typing import Any

from fieldapp.ground.problems import Problem
from fieldapp.ground.showing import plain, shortened, shown
from fieldapp.records.code_words import CHOICES, code_word

Words = tuple[str, str]
REASONS: dict[str, Words] = {
    "not_your_area": (
        "记录人没有分管过这个村，请您定是否计入。",
        "Whoever recorded it was never given this village: you decide whether it counts.",
    ),
    "not_your_role": (
        "记录人的角色不能记这类内容，请您定是否计入。",
        "The role of whoever recorded it may not: you decide whether it counts.",
    ),
    "not_your_record": (
        "记录人没有分管过这个孩子的村，请您定是否计入。",
        "It is about a village its author was never given: you decide whether it counts.",
    ),
    "not_author": (
        "要撤销的不是本人的记录，请您定是否撤销。",
        "It takes back what somebody else recorded: you decide.",
    ),
    "device_stopped": (
        "那部手机已停用，请您定是否计入。",
        "Its phone had been stopped: you decide whether it counts.",
    ),
    "not_signed": (
        "别人代交的，没有记录它的手机的签名：问过本人再计入；那部手机自己上报后会自动计入。",
        "Others handed it over without its phone's signature: ask its author first; it counts by itself once that "
        "phone sends it.",
    ),
    "unknown_area": (
        "没有这个村（{area}）：选对的村再计入；登记了这个村，会自动计入。",
        "There is no village {area}: choose the right one, or it counts by itself once the village is entered.",
    ),
    "unknown_round": (
        "没有这一轮次：选对的轮次再计入；建好了这一轮，会自动计入。",
        "There is no such round: choose the right one, or it counts by itself once the round is made.",
    ),
    "unknown_code": (
        "“{field}”的代码不认识（{value}）：选一个对的再计入。",
        "The code of {field} is not known ({value}): choose the right one.",
    ),
    "unknown_device": (
        "那部手机还没有登记，登记后会自动计入。",
        "Its phone is not registered; it counts by itself once it is.",
    ),
}

KINDS: dict[str, Words] = {
    "household": ("住户", "household"),
    "child": ("儿童", "child"),
    "batch": ("批号", "batch"),
    "visit": ("走访", "visit"),
    "dose": ("既往剂次", "dose"),
    "enrolment": ("入托入学登记", "enrolment"),
    "same_child": ("同一儿童", "same child"),
    "visit_review": ("定是否计入", "whether a visit counts"),
    "dose_state": ("剂次情况", "state of a dose"),
    "catchup_visit": ("补种走访", "catch-up visit"),
    "paper_read": ("卡证核对", "certificate or card read"),
    "vials": ("疫苗领用", "vials"),
    "zero_report": ("零报告", "zero report"),
    "paper_tally": ("纸质汇总", "tally on paper"),
    "aefi": ("异常反应", "AEFI"),
    "certificate_check": ("接种证查验", "certificate check"),
    "recheck": ("再次查验", "recheck"),
    "notice": ("通知单", "notice"),
    "notice_event": ("通知单去向", "what became of a notice"),
    "list_handover": ("名单交接", "hand-over of a list"),
    "interview": ("入户调查", "interview"),
    "quick_check": ("快速评估", "quick check"),
    "activity": ("宣传活动", "activity"),
}


def reason(problem: Problem, language: str) -> str:
    """Why a line does not count, as whoever decides about it reads it."""
    said = REASONS.get(problem.code)
    if said is None:
        return problem.sentence(language)
    return Problem(problem.code, field=problem.field, limit=problem.limit, **problem.words).sentence(
        language, said
    )


def unknown(what: Words, id_: object, language: str, most: int = 12) -> str:
    """What stands for a village, person or code that is not known here: that it is not, and what was written."""
    said = shortened(plain(id_), most) if isinstance(id_, str) else ""
    words = what[0 if language == "zh" else 1]
    return (f"{words}（{said}）" if language == "zh" else f"{words} ({said})") if said else ""


def said_word(field: str, value: Any, language: str) -> str:
    """A value as people say it; a code that its field does not know is said to be none."""
    if value is None or value == "":
        return "—"
    known = CHOICES.get(field)
    if known is None:
        return shown(value, language)
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if text in known:
        return code_word(field, value, language)
    return unknown(("不认识的代码", "unknown code"), text, language, 60)


def kind_words(language: str) -> dict[str, str]:
    """What each kind of record is called."""
    return {kind: words[0 if language == "zh" else 1] for kind, words in KINDS.items()}
