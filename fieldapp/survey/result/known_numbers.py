"""Weights brought to known numbers of children, by residence, sex or township (post-strata). Pure.

Source: WHO/IVB/18.09 Annex J, step 3; `stats.weights.post_stratify` does the arithmetic. Where the interviews do not
allow it weights stay as they are, and that is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from fieldapp.survey.group_words import GROUP_WORDS, VALUE_WORDS
from fieldapp.survey.result.tables import group_of
from fieldapp.survey.result.weights import Weighted, Words
from fieldapp.survey.stats.weights import post_stratify


def brought_to(found: Weighted, by: str, known: Mapping[str, int]) -> Weighted:
    """The children with weights that add up to the known number in each cell.

    by: a name of `GROUP_WORDS`, empty where no numbers are known; known: children by cell.
    """
    if not known or not found.children:
        return found
    cells = [group_of(one, by) for one in found.children]
    said = _refused(cells, by, known)
    if said:
        return replace(found, notes=[*found.notes, said])
    weights = post_stratify(np.array([one.weight for one in found.children]), cells, known)
    children = [replace(one, weight=float(w)) for one, w in zip(found.children, weights, strict=True)]
    zh, en = GROUP_WORDS[by]
    note = (
        f"权重按{zh}的已知人数校正过（共 {sum(known.values())} 名）；区间没有因此变窄，偏稳。",
        f"Weights are brought to the known numbers by {en.lower()} ({sum(known.values())} children); intervals are not "
        "made narrower for it.",
    )
    return replace(found, children=children, notes=[*found.notes, note])


def _refused(cells: list[str], by: str, known: Mapping[str, int]) -> Words | None:
    zh, en = GROUP_WORDS[by]
    lost = sum(cell not in known for cell in cells)
    if lost:
        return (
            f"没有按{zh}的人数校正：有 {lost} 名孩子没写{zh}，或不在填了人数的那几类里。",
            f"Not weighted to the numbers by {en.lower()}: {lost} children say none of its groups.",
        )
    empty = sorted(set(known) - set(cells))
    if empty:
        word = VALUE_WORDS.get(empty[0], (empty[0], empty[0]))
        return (
            f"没有按{zh}的人数校正：“{word[0]}”还没有访谈到孩子。",
            f"Not weighted to the numbers by {en.lower()}: nobody of {word[1]} was interviewed.",
        )
    return None
