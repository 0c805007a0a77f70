"""How a deadline is said: its last day, how far it is, the working day before it, and what is not known. Pure."""

from __future__ import annotations

from datetime import date

from fieldapp.ground.english.in_number import in_number
from fieldapp.school.deadlines import Deadline, doubt

Words = tuple[str, str]


def deadline_words(deadline: Deadline, on: date) -> Words:
    """2026-10-08，还有 3 天（逢节假日顺延，之前最后一个工作日 2026-09-30）."""
    zh, en = _how_far(deadline.days_left(on))
    more = [pair for pair in (_moved(deadline), doubt(deadline)) if pair]
    in_chinese, in_english = "；".join(pair[0] for pair in more), "; ".join(pair[1] for pair in more)
    zh += f"（{in_chinese}）" if more else ""
    en += f" ({in_english})" if more else ""
    return f"{deadline.last}{zh}", in_number(f"{deadline.last}{en}")


def _how_far(left: int) -> Words:
    if left == 0:
        return "，就是今天", ", today"
    if left < 0:
        return f"，已过 {-left} 天", f", {-left} days ago"
    return f"，还有 {left} 天", f", {left} days left"


def _moved(deadline: Deadline) -> Words | None:
    if deadline.before == deadline.last:
        return None
    before = deadline.before
    return f"逢节假日顺延，之前最后一个工作日 {before}", f"moved past days off, working day before: {before}"
