"""The table of the school check as PDF: what `table.typ` is told of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import typst

from fieldapp.ground.typesetting.typeset import TABLE, typeset
from fieldapp.ground.words import language, t
from fieldapp.school.tables.table import TITLE, TOTAL, Column, Head, Table, head_lines, said

SIGNS = (("填表人：", "Filled in by:"), ("审核人：", "Checked by:"), ("单位（章）：", "Unit (seal):"))
WIDER = 1.2  # a rate's column
AT_ONCE = 32  # columns of doses in one part: more do not stay readable on A4


def table_as_pdf(table: Table, name: str, issued: str, fonts: typst.Fonts) -> bytes:
    """The file's bytes: the table, then by vaccine and dose what was owed and given. `issued`: by whom and when it was
    handed in; empty of one that is not.

    Raises:
        Problem: `no_chinese_font`, `no_glyph`.
    """
    doses = [column for _id, *pair in table.dose_columns() for column in pair]
    parts = [_part(table, list(table.columns), "")]
    named = t("按疫苗和剂次的应补、实补", "by vaccine and dose: owed and given")
    parts += [_part(table, doses[start : start + AT_ONCE], named) for start in range(0, len(doses), AT_ONCE)]
    told = {
        "name": name,
        "language": language(),
        "title": t(*TITLE),
        "facts": [t(*words) for words in table.facts],
        "parts": parts,
        "notes": [t(*words) for words in table.notes],
        "signs": [*(t(*words) for words in SIGNS), t("日期：", "Date:")],
        "issued": issued,
    }
    return typeset(TABLE, told, fonts)


def _part(table: Table, columns: Sequence[Column], named: str) -> dict[str, Any]:
    return {
        "named": named,
        "corner": t(*table.corner),
        "widths": [WIDER if column.rate else 1 for column in columns],
        "heads": [[_head(head) for head in line] for line in head_lines(columns)],
        "rows": [
            {
                "name": t(*line.name),
                "bold": line.kind == TOTAL,
                "cells": [said(line, column) for column in columns],
            }
            for line in table.lines
        ],
    }


def _head(head: Head) -> dict[str, Any]:
    return {"words": t(*head.words), "across": head.across, "down": head.down}
