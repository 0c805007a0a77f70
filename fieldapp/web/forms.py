"""Forms of the office: a view that is refused shows itself again, with what was typed and the reason.

A form's view answers GET and POST under one address:

    @blueprint.route("/areas/<code>/rename", methods=["GET", "POST"])
    @needs("areas.edit", area="code")
    @asks_again
    def rename(code): ...
        if sent():
            changes.rename(db.session, code, entered("name"), day("on"))
            db.session.commit()
            return redirect(...)
        return render_template(...)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import wraps
from typing import Any

from flask import g, request

from fieldapp.ground.db import db
from fieldapp.ground.field_words import FIELD_WORDS
from fieldapp.ground.parsing import read_day
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import language, t

View = Callable[..., Any]
OF_CHILD = "child_"  # fields of a child's record are named so in a form, and said as there
FIELDS = {
    "applied": ("计入", "counted"),
    "author": ("记录人", "recorded by"),
    "conflict": ("计入（与别人不一样）", "counted, differs"),
    "device": ("手机", "phone"),
    "duplicate": ("以前已收到", "already here"),
    "held": ("待核实", "held"),
    "operations": ("条数", "records"),
    "refused": ("不计入", "refused"),
    "signed": ("带签名", "signed"),
    "cancelled": ("取消", "called off"),
    "children_per_cluster": ("每群问几名儿童", "children of a cluster"),
    "day": ("日期", "day"),
    "grace": ("宽限天数", "days of grace"),
    "households": ("住户", "households"),
    "interval": ("间隔", "interval"),
    "per_household": ("一户问几个", "asked of a household"),
    "plan": ("方案", "plan"),
    "probability": ("抽中概率", "probability"),
    "redo_of": ("重做的批", "lot done again"),
    "replaced": ("代替的群", "cluster it stands for"),
    "rule": ("漏种的定义", "what counts as a gap"),
    "segment": ("段", "segment"),
    "size": ("大小", "size"),
    "start": ("起点", "start"),
    "stratum": ("层", "stratum"),
    "survey": ("接种率调查", "survey"),
    "villages": ("村", "villages"),
    "added": ("新增", "new children"),
    "completed": ("补充", "completed"),
    "removed": ("撤销", "removed"),
    "active": ("在岗", "working"),
    "area": ("地区", "area"),
    "areas": ("地区", "areas"),
    "before": ("原来", "before"),
    "born_from": ("出生日期从", "born from"),
    "born_to": ("出生日期到", "born to"),
    "campaign": ("活动", "campaign"),
    "certificate_no": ("资格证号", "certificate"),
    "certificate_until": ("有效期至", "valid until"),
    "closed_on": ("结束日", "closed on"),
    "code": ("代码", "code"),
    "count": ("数量", "count"),
    "county": ("县(区)", "county"),
    "days": ("日期", "days"),
    "document": ("依据文件", "document"),
    "document_by": ("决定机关", "ordered by"),
    "document_name": ("文件名称", "document"),
    "document_no": ("文号", "number of the document"),
    "en": ("英文", "English"),
    "ended": ("收回", "taken back"),
    "batch": ("批号", "batch"),
    "doses_per_vial": ("每瓶（支）几剂", "doses a vial"),
    "dose": ("剂次", "dose"),
    "answer": ("评估结果", "result"),
    "slot": ("剂次", "dose"),
    "why": ("不用补的原因", "why nothing is to be caught up"),
    "expires": ("有效期", "expiry date"),
    "lot": ("批号", "lot"),
    "maker": ("上市许可持有人", "holder"),
    "address": ("地址", "address"),
    "clinic": ("接种单位", "clinic"),
    "serves": ("服务地区", "areas served"),
    "child": ("孩子", "child"),
    "school": ("学校", "school"),
    "term": ("学期", "term"),
    "year": ("学年", "school year"),
    "half": ("学期", "half of the year"),
    "group": ("机构类别", "group of schools"),
    "unit": ("报告单位", "unit"),
    "at": ("时间", "when"),
    "by": ("经手人", "by whom"),
    "of": ("班级", "class"),
    "numbers": ("编号", "numbers"),
    "grade": ("年级", "grade"),
    "class_name": ("班级", "class"),
    "reason": ("入学方式", "how it entered"),
    "born": ("出生日期", "birth date"),
    "sex": ("性别", "sex"),
    "guardian": ("家长", "guardian"),
    "book_no": ("接种证号", "certificate number"),
    "joined_on": ("入学日期", "day of joining"),
    "as_of": ("名单截至的日期", "last day of the register"),
    "means": ("是什么疫苗、哪一列", "which vaccine or column it is"),
    "checked_on": ("查验日期", "day of the check"),
    "assessed_on": ("评估日期", "day of the assessment"),
    "assessed_by": ("评估的接种单位", "clinic that assessed"),
    "left_on": ("离校日期", "day of leaving"),
    "left_to": ("转出去向", "where it went"),
    "checks": ("名单", "list"),
    "receiver": ("接收人", "received by"),
    "slots": ("剂次", "doses"),
    "event": ("收到的是什么", "what came back"),
    "licensed": ("办学许可", "licence"),
    "partition": ("县(区)", "county"),
    "scope": ("学校或调查群", "school or cluster"),
    "value": ("内容", "value"),
    "expected": ("预计儿童数", "number expected"),
    "file": ("文件", "file"),
    "first_day": ("开始日期", "first day"),
    "form": ("剂型", "form"),
    "goal": ("目标", "goal"),
    "mopup_days": ("补服天数", "mop-up days"),
    "heir": ("接管的代码", "heir"),
    "hours": ("时间", "hours"),
    "into": ("并入", "into"),
    "kind": ("种类", "kind"),
    "language": ("语言", "language"),
    "last_day": ("结束日期", "last day"),
    "lat": ("纬度", "latitude"),
    "level": ("级别", "level"),
    "list": ("代码表", "list"),
    "listed_on": ("登记日期", "day of listing"),
    "lon": ("经度", "longitude"),
    "min_age_days": ("最小日龄", "lowest age in days"),
    "min_age_months": ("最小月龄", "lowest age in months"),
    "door_allowed": ("入户接种", "injections at the door"),
    "min_interval_days": ("与上一剂间隔天数", "days since the last dose"),
    "must_change": ("一次性密码", "one-time password"),
    "n": ("轮次", "round"),
    "name": ("名称", "name"),
    "new": ("新密码", "new password"),
    "new_code": ("新代码", "new code"),
    "new_name": ("新名称", "new name"),
    "old": ("现在的密码", "present password"),
    "old_name": ("旧名称", "old name"),
    "on": ("日期", "day"),
    "other": ("另一方", "other"),
    "parent": ("上级", "above"),
    "parts": ("分出的地区", "new areas"),
    "password": ("密码", "password"),
    "person": ("人员", "person"),
    "phone": ("电话", "phone"),
    "planned": ("计划数", "planned"),
    "population": ("人口", "people"),
    "post": ("接种点", "post"),
    "product": ("疫苗", "product"),
    "replaced_by": ("由谁接管", "replaced by"),
    "retired_on": ("撤销", "retired"),
    "role": ("角色", "role"),
    "round": ("轮次", "round"),
    "since": ("起", "from"),
    "staff": ("人员", "staff"),
    "staff_by_clinics": ("防保医生添加本乡镇的人", "clinic doctors add people"),
    "state": ("状态", "state"),
    "until": ("止", "until"),
    "username": ("用户名", "user name"),
    "zero_dose_ipv_first": ("0剂次先 IPV", "zero-dose: IPV first"),
    "zh": ("中文", "Chinese"),
}


def asks_again(view: View) -> View:
    """Answer a refused form with the form itself; `g.problem` is why."""

    @wraps(view)
    def shown(*arguments: Any, **more: Any) -> Any:
        try:
            return view(*arguments, **more)
        except Problem as problem:
            if request.method != "POST" or problem.status in (403, 404):
                raise
            db.session.rollback()
            g.problem = problem
            return view(*arguments, **more), problem.status

    return shown


def comes_back_to(page: View, *names: str) -> Callable[[View], View]:
    """As `asks_again`, of a form that stands on another page: a refusal shows that page, with what was typed.

    Args:
        page: the view of that page; it finds what was typed in `request.form`.
        names: which of the form's own arguments it takes.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def answer(**more: Any) -> Any:
            try:
                return view(**more)
            except Problem as problem:
                if problem.status in (403, 404):
                    raise
                db.session.rollback()
                g.problem = problem
                shown = page(**{name: more[name] for name in names})
                return shown[0] if isinstance(
                    shown, tuple
                ) else shown, problem.status  # it may come back itself

        return answer

    return mark


def sent() -> bool:
    """Whether the form was just sent and not yet refused."""
    return request.method == "POST" and "problem" not in g


def entered(name: str, *, needed: bool = False) -> str:
    """What was typed into a field, outer blanks removed.

    Raises:
        Problem: `bad_request` when it is needed and empty.
    """
    text = request.form.get(name, "").strip()
    if needed and not text:
        raise Problem("bad_request", field=name)
    return text


def day(name: str, *, needed: bool = True) -> date | None:
    """A day typed as 20190305, 2019-03-05 or 2019/3/5.

    Raises:
        Problem: `bad_request` when it is needed and empty, `no_day` when it is none.
    """
    text = entered(name, needed=needed)
    if not text:
        return None
    read = read_day(text)
    if read is None:
        raise Problem("no_day", field=name)
    return date.fromisoformat(read)


def number(name: str, kind: type[int] | type[float], low: float, high: float) -> Any:
    """A number typed into a field; None when it is empty.

    Raises:
        Problem: `no_number` when it is no number between `low` and `high`.
    """
    text = entered(name).replace(",", "")
    wrong = Problem("no_number", field=name, low=f"{low:g}", high=f"{high:g}")
    try:
        value = kind(text) if text else None
    except ValueError:
        raise wrong from None
    if value is not None and not low <= value <= high:
        raise wrong
    return value


def upload(name: str) -> tuple[str, bytes]:
    """Name and content of an uploaded file.

    Raises:
        Problem: `bad_request` when there is none.
    """
    file = request.files.get(name)
    if file is None or not file.filename:
        raise Problem("bad_request", field=name)
    return file.filename, file.read()


def field_words(field: str) -> str:
    """A field's name as people say it; its own name where there are no words for it."""
    own, line = field.removeprefix(OF_CHILD), field.partition(":")[0]
    words = FIELD_WORDS.get(own) if own != field else None
    return t(*(words or FIELDS.get(field) or FIELDS.get(line, (field, field))))


def problem_words() -> dict[str, Any] | None:
    """Why the form was refused, for the template: the problem with its field named in words."""
    problem: Problem | None = g.get("problem")
    if problem is None:
        return None
    said = problem.as_dict(language()) | {"sentence": _sentence(problem)}
    return said | {"every": [(one.field, _sentence(one)) for one in _all(problem) if one.beside]}


def problem_at(name: str) -> tuple[str, bool] | None:
    """What is wrong with a field: the sentence to say beside it (empty where it stands above the form alone), and
    whether it is the first; None where nothing is."""
    problem: Problem | None = g.get("problem")
    for one in _all(problem) if problem is not None else ():
        if one.field == name:
            return (_sentence(one) if one.beside else ""), one.beside and one is problem
    return None


def _all(problem: Problem) -> Sequence[Problem]:
    return [problem, *problem.also]


def _sentence(problem: Problem) -> str:
    """The problem with its field named in words."""
    words = field_words(problem.field) if problem.field else None
    said = Problem(problem.code, field=words, limit=problem.limit, **problem.words)
    return said.sentence(language())
