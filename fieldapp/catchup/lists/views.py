"""Pages of the register held against enumeration: 无档, 无证, 未找到, by village, and each as a sheet."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, render_template, request

from fieldapp.catchup.lists.comparing import KINDS, NO_CARD, Listed
from fieldapp.catchup.lists.reading import Compared, compared
from fieldapp.ground.words import t
from fieldapp.web.gate import needs, require
from fieldapp.web.workbooks import sheet_response

blueprint = Blueprint("two_lists", __name__, url_prefix="/register-and-enumeration")
HEADS = (
    ("村", "Village"),
    ("姓名", "Name"),
    ("出生日期", "Born"),
    ("儿童编码", "Child's number"),
    ("接种证号", "Certificate number"),
    ("家长", "Guardian"),
    ("联系电话", "Telephone"),
)


@blueprint.get("")
@needs("children.see")
def index() -> str:
    """The three lists of an area, one of them child by child."""
    found, kind = compared(g.person, request.args.get("area", "").strip()), _kind()
    village = request.args.get("village", "")
    ways = [(name, t(*KINDS[name]), found.count(name)) for name in KINDS]
    some = _some(found, kind, village)
    words: dict[str, Any] = {"found": found, "kind": kind, "ways": ways, "village": village}
    return render_template("catchup/lists/index.html", children=some, said=t(*KINDS[kind]), **words)


@blueprint.get("/list.xlsx")
@needs("export")
def sheet() -> Response:
    """One list as a sheet."""
    found, kind = compared(g.person, request.args.get("area", "").strip()), _kind()
    require("export", found.code)
    heads = [t(*names) for names in HEADS]
    name = f"{t(*KINDS[kind])} {found.name}"
    rows = [_row(found, one) for one in _some(found, kind, request.args.get("village", ""))]
    return sheet_response(name, heads, rows)


def _kind() -> str:
    asked = request.args.get("kind", "")
    return asked if asked in KINDS else NO_CARD


def _some(found: Compared, kind: str, village: str) -> list[Listed]:
    return [one for one in found.children if kind in one.kinds and village in ("", one.village)]


def _row(found: Compared, one: Listed) -> tuple[str, ...]:
    said = one.fields
    guardian = said.get("guardian") or said.get("mother") or ""
    numbers = said.get("card_no") or "", said.get("certificate_no") or ""
    place = found.names.get(one.village, one.village)
    return place, said.get("name") or "", said.get("born") or "", *numbers, guardian, said.get("phone") or ""
