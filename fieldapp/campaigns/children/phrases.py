"""Why a child counts in a round as it does, in words: how it got in, how it was cut, what was decided, what was left
out. Pure; every word follows from what counting looks at (fieldapp/records/rules.py)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from fieldapp.campaigns.counting import rules
from fieldapp.campaigns.counting.rules import RoundFacts
from fieldapp.ground.english.in_number import in_number
from fieldapp.records.code_words import MODES
from fieldapp.records.standing import UNKNOWN, ChildFacts, Visit, reviewed

Word = tuple[str, str]
LIVES: dict[str, Word] = {
    "local": ("本地", "local"),
    "migrant": ("流动", "migrant"),
    UNKNOWN: ("户籍不详", "residence unknown"),
}
PRIOR: dict[str, Word] = {n: (f"既往{n}剂", in_number(f"{n} earlier doses")) for n in ("0", "1", "2")}
PRIOR |= {"3": ("既往3剂以上", "3 or more earlier doses"), UNKNOWN: ("既往剂次不详", "earlier doses unknown")}
REMOVED: dict[str, Word] = {
    "moved": ("已搬走", "moved away"),
    "died": ("已死亡", "died"),
    "age": ("出生日期不在范围", "born outside the window"),
    "not_eligible": ("不在对象范围", "not eligible"),
}
LEFT_OUT: dict[str, Word] = {
    "day": ("日期在轮次外", "day outside the round"),
    "product": ("疫苗不同", "another product"),
    "review": ("县疾控或乡镇防保科定为不计入", "a supervisor said it does not count"),
}


@dataclass(frozen=True)
class Speech:
    """How ids and codes are called: a person's id, an outcome or reason, a product; and the language, `zh` or `en`."""

    person: Callable[[str | None], str]
    reason: Callable[[str], str]
    product: Callable[[str], str]
    language: str = "zh"
    first: Mapping[str, str] = field(
        default_factory=dict
    )  # visit made to count by a supervisor → who recorded it

    def credited(self, visit: Visit) -> str:
        """Who a visit is credited to: who gave the dose, else who recorded it, though a supervisor made it count."""
        recorded = self.first.get(visit["key"])
        given = rules.credited(visit)
        return self.person(recorded if recorded and given == visit["by"] else given)

    def checked(self, visit: Visit) -> str:
        """Who made a visit count that somebody else recorded; empty where nobody did."""
        return self.person(visit["by"]) if visit["key"] in self.first else ""

    def of(self, words: Word) -> str:
        """One of two wordings."""
        return words[0 if self.language == "zh" else 1]

    def age(self, age: str) -> str:
        """Completed years in words."""
        if age == UNKNOWN:
            return self.of(("出生日期不详", "birth date unknown"))
        return self.of(("<1岁", "under 1")) if age == "0" else self.of((f"{age}岁", f"aged {age}"))


def part_word(speech: Speech, kind: str, part: str) -> str:
    """What one part of a slice is called: of `age`, `born`, `lives`, `prior`, `mode`, `worker`, `reason` …"""
    fixed = {"lives": LIVES, "prior": PRIOR, "removed": REMOVED, "left_out": LEFT_OUT, "mode": MODES}
    if kind == "age":
        return speech.age(part)
    if kind == "born" and part != UNKNOWN:
        return speech.of((f"{part}年生", f"born {part}"))
    if kind == "worker":
        return speech.person(part)
    if kind in ("reason", "outcome", "mobile_reason"):
        return speech.reason(part)
    if part == UNKNOWN and kind in ("mode", "born"):
        return speech.of(("方式不详", "mode unknown")) if kind == "mode" else speech.age(UNKNOWN)
    words = fixed.get(kind, {}).get(part)
    return speech.of(words) if words else part


def why_left_out(visit: Visit, round_: RoundFacts, speech: Speech) -> str | None:
    """Why a visit does not count, in words that name the day or the product; None when it counts."""
    why = rules.left_out(visit, round_)
    if why is None:
        return None
    words = speech.of(LEFT_OUT[why])
    colon = speech.of(("：", ": "))
    if why == "day":
        return f"{words}{colon}{visit['on']}"
    return f"{words}{colon}{speech.product(visit['product'])}" if why == "product" else words


def outcome_words(visit: Visit, speech: Speech) -> str:
    """What came of a visit, with the reason where one was said."""
    words, reason = speech.reason(visit["outcome"]), visit["reason"]
    return f"{words}{speech.of(('（%s）', ' (%s)')) % speech.reason(reason)}" if reason else words


def explain(child: ChildFacts, round_: RoundFacts, speech: Speech) -> str:
    """One sentence: on the list since when, age, residence and earlier doses; the deciding visit; what was left out."""
    visits = rules.counted_visits(child, round_)
    result = rules.deciding(visits)
    cuts = [_age(child, round_, speech), speech.of(LIVES[rules.residence(child.registered_at)])]
    cuts.append(speech.of(PRIOR[rules.prior_doses(child, round_)]))
    comma, stop = speech.of(("、", ", ")), speech.of(("；", "; "))
    said = [speech.of(("，", ", ")).join((_place(child, round_, visits, speech), comma.join(cuts)))]
    said += [_decided(result, speech), *_removed(child, round_, result, speech)]
    said += _aside(child, round_, speech)
    return stop.join(one for one in said if one)


def explain_beside(child: ChildFacts, round_: RoundFacts, speech: Speech) -> str:
    """What a list says beside the child's result and birth date: how it came on the list, its earlier doses, why it was
    taken out, and what was left out."""
    visits = rules.counted_visits(child, round_)
    said = [_place(child, round_, visits, speech), speech.of(PRIOR[rules.prior_doses(child, round_)])]
    said += [*_removed(child, round_, rules.deciding(visits), speech), *_aside(child, round_, speech)]
    return speech.of(("；", "; ")).join(said)


def _age(child: ChildFacts, round_: RoundFacts, speech: Speech) -> str:
    return speech.age(rules.age_on(child, round_.first_day))


def _place(child: ChildFacts, round_: RoundFacts, visits: list[Visit], speech: Speech) -> str:
    listed, came_in = child.listed_on, rules.how_registered(child, round_, visits)
    if came_in == "found":
        return speech.of(("不在名单上，现场新增", "not on the list, found on the day"))
    if came_in == "registered_before":
        return speech.of((f"在名单上（{listed}登记）", f"on the list (since {listed})"))
    if listed:
        return speech.of((f"轮次开始后登记（{listed}）", f"listed after the round began ({listed})"))
    return speech.of(("没有登记日期，因走访计入", "no day of listing, counted for the visit"))


def _decided(result: Visit | None, speech: Speech) -> str:
    if result is None:
        return speech.of(("还没有计入本轮的走访", "no visit that counts yet"))
    words = f"{result['on']} {speech.credited(result)} {outcome_words(result, speech)}"
    if reviewed(result):
        words += speech.of(("（县疾控或乡镇防保科定为计入）", " (a supervisor said it counts)"))
    return words


def _removed(child: ChildFacts, round_: RoundFacts, result: Visit | None, speech: Speech) -> Iterator[str]:
    covered = result is not None and result["outcome"] in rules.RANK
    why = None if covered else rules.removal(child, round_, result)
    if why is None:
        return
    by_status = why == child.status and (result is None or result["outcome"] not in rules.REMOVED_OUTCOMES)
    day = f" {child.status_on}" if by_status and child.status_on else ""
    yield speech.of(("不应服：", "removed: ")) + speech.of(REMOVED[why]) + day


def _aside(child: ChildFacts, round_: RoundFacts, speech: Speech) -> Iterator[str]:
    for visit in sorted(child.visits, key=lambda one: (one["on"], one["key"])):
        why = why_left_out(visit, round_, speech) if visit["round"] == round_.key else None
        if why:
            words = f"{visit['on']} {speech.credited(visit)} {outcome_words(visit, speech)}"
            yield speech.of((f"另有 {words} 不计：{why}", f"also {words}, not counted: {why}"))
    if child.joined:
        yield speech.of(("由几条记录合成一个孩子", "several records joined"))
