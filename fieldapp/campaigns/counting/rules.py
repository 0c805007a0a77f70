"""What one child counts for in one round. Pure: the difference of two contributions keeps every tally.

Definitions, to the last tie: docs/indicators.md. `vaccinated` is a dose given here; `vaccinated_elsewhere` is its own
measure, in no coverage and never a dose. A child counts once, in one village: the deciding visit's, else its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fieldapp.records.counts import Key, Subject, Subjects
from fieldapp.records.standing import (
    UNKNOWN,
    ChildFacts,
    Visit,
    completed_years,
    facts_of,
    reviewed,
    that_stand,
)

POLIO = frozenset({"IPV", "bOPV", "tOPV", "DTaP-IPV-Hib"})
RANK = {"vaccinated": 2, "vaccinated_elsewhere": 1}
REMOVED_OUTCOMES = {"moved_away": "moved", "not_eligible": "not_eligible"}
SETTLING = frozenset({*RANK, *REMOVED_OUTCOMES})  # outcomes after which nobody has to come back
UNDECIDED = frozenset({"day", "product"})  # why a visit is left out of which nobody has spoken yet
FOREVER = "9999-12-31"
CHILDREN = Subjects("child", beside=("visit", "dose"))
LIVES = ("local", "migrant", UNKNOWN)


@dataclass(frozen=True)
class RoundFacts:
    """What counting needs of a round.

    Args:
        areas: code prefixes; days are ISO texts.
        last_day: the last day of the round.
        last_counted_day: the last day on which a visit counts as the round's, mop-up included.
        products: what may be given in it; nothing said means `product` alone.
        antigen: products that are an earlier dose of what it gives; nothing said means polio for a polio product.
    """

    key: str
    n: int
    first_day: str
    campaign_first_day: str
    born_from: str
    born_to: str
    areas: tuple[str, ...]
    product: str = "bOPV"
    last_day: str = FOREVER
    last_counted_day: str = FOREVER
    products: frozenset[str] = frozenset()
    antigen: frozenset[str] = frozenset()

    @property
    def given(self) -> frozenset[str]:
        """The products whose dose is the round's."""
        return self.products or frozenset({self.product})

    @property
    def earlier(self) -> frozenset[str]:
        """The products that are an earlier dose."""
        return self.antigen or (POLIO if self.product in POLIO else self.given)


def residence(registered_at: str | None) -> str:
    """`local` or `migrant` as round tables have it: registered in this county or not, however short the stay."""
    if registered_at is None:
        return UNKNOWN
    return "local" if registered_at == "county" else "migrant"


def prior_doses(child: ChildFacts, round_: RoundFacts) -> str:
    """Doses of the campaign's own antigen before the campaign's first day: `0 1 2 3 unknown`, 3 for three and more.
    For polio what the family said comes first; else the recorded ones, each day once; none recorded: unknown."""
    if round_.product in POLIO and child.prior_polio not in (None, UNKNOWN):
        return str(child.prior_polio)
    before, products = round_.campaign_first_day, round_.earlier
    given = {day for product, day in child.doses if product in products and day and day < before}
    return str(min(len(given), 3)) if given else UNKNOWN


def _first_ever(child: ChildFacts, round_: RoundFacts, prior: str, visits: list[Visit]) -> bool:
    """Whether this round gave the first dose the child ever had of the antigen: none said, none recorded earlier."""
    if prior != "0":
        return False
    given = [v for v in visits if v["outcome"] == "vaccinated" and product_of(v, round_) in round_.earlier]
    first = min((visit["on"] for visit in given), default="")
    return bool(given) and not any(p in round_.earlier and day and day < first for p, day in child.doses)


def product_of(visit: Visit, round_: RoundFacts) -> str:
    """What a visit of the round gave: what it says, else what the round gives."""
    return str(visit["product"] or round_.product)


def left_out(visit: Visit, round_: RoundFacts) -> str | None:
    """Why a visit does not count in its round: `day`, `product`, `review`; None when it counts.

    Its day must lie in the round or its mop-up days, and a dose must be of a product the round gives, unless a
    supervisor says otherwise. It is judged against reference rows and what was said of it alone, never against other
    visits; whatever it says of the round, a dose stays a dose.
    """
    said = reviewed(visit)
    if said is not None:
        return None if said else "review"
    if not round_.first_day <= visit["on"] <= round_.last_counted_day:
        return "day"
    if visit["outcome"] == "vaccinated" and product_of(visit, round_) not in round_.given:
        return "product"
    return None


def counted_visits(child: ChildFacts, round_: RoundFacts) -> list[Visit]:
    """The child's visits that count in this round."""
    return [v for v in child.visits if v["round"] == round_.key and left_out(v, round_) is None]


def _weight(visit: Visit) -> tuple[int, str, str]:
    return RANK.get(visit["outcome"], 0), visit["at"], visit["key"]


def deciding(visits: Iterable[Visit]) -> Visit | None:
    """The visit that gives the result: vaccinated, else vaccinated elsewhere, else the latest `at`; ties by the
    greater key."""
    return max(visits, key=_weight, default=None)


def missed_visit(child: ChildFacts, round_: RoundFacts) -> Visit | None:
    """The deciding visit of a child to come back to; None when it is settled, removed or was not visited."""
    result = None if child.hidden else deciding(counted_visits(child, round_))
    return result if result and _leaves_to_do(result, removal(child, round_, result)) else None


def _leaves_to_do(result: Visit, removed: str | None) -> bool:
    """Whether somebody has to come back after a deciding visit."""
    return result["outcome"] not in RANK and removed is None


def contribution(child: ChildFacts, round_: RoundFacts) -> list[Key]:
    """What one child counts for in one round, once each; empty when it is not in the round."""
    if child.hidden:
        return []
    judged = [(v, left_out(v, round_)) for v in child.visits if v["round"] == round_.key]
    visits = [visit for visit, why in judged if why is None]
    odd = _left_out_key(round_, judged) if len(visits) < len(judged) else []
    if not (visits or _listed(child, round_)):
        return odd
    result, prior = deciding(visits), prior_doses(child, round_)
    outcome = result["outcome"] if result else None
    why = None if outcome in RANK else removal(child, round_, result)
    measures = _measures(child, round_, visits, outcome)
    measures += ["removed"] if why else []
    if outcome == "vaccinated" and _first_ever(child, round_, prior, visits):
        measures.append("zero_dose")
    area = result["area"] if result else child.area
    cuts = ["all", *_slices(child, round_, prior), *_visit_slices(child, round_, result, prior)]
    keys = [(round_.key, cut, area, name) for cut in cuts for name in measures]
    if why:
        keys.append((round_.key, f"removed:{why}", area, "removed"))
    if not child.born:
        keys.append((round_.key, "all", area, "waiting"))
    if result and _leaves_to_do(result, why):
        keys += [(round_.key, cut, area, "missed") for cut in _missed_slices(result)]
    return keys + odd


def _left_out_key(round_: RoundFacts, judged: list[tuple[Visit, str | None]]) -> list[Key]:
    """That a supervisor has to say of a visit of the child whether it counts: of the latest one, why and where."""
    asked = [(visit["at"], visit["key"], why, visit["area"]) for visit, why in judged if why in UNDECIDED]
    if not asked:
        return []
    _at, _key, why, area = max(asked)
    return [(round_.key, f"left_out:{why}", area, "left_out")]


def how_registered(child: ChildFacts, round_: RoundFacts, visits: list[Visit]) -> str:
    """`found` on the day; else `registered_before` the round's first day; else `registered`. `visits`: those of the
    child that count. Of several records, one listed before the round outweighs the word that it was not on the list."""
    early = child.listed_on is not None and child.listed_on < round_.first_day
    if any(visit["found"] for visit in visits) and not (child.joined and early):
        return "found"
    return "registered_before" if early else "registered"


def credited(visit: Visit) -> str | None:
    """Who a visit is credited to: who gave the dose, else who recorded it."""
    given: str | None = visit.get("given_by") if visit["outcome"] == "vaccinated" else None
    return given or visit["by"]


def _measures(child: ChildFacts, round_: RoundFacts, visits: list[Visit], outcome: str | None) -> list[str]:
    """Found or registered, whether before the round, and how it was dosed."""
    came_in = how_registered(child, round_, visits)
    before = came_in == "registered_before"
    measures = ["registered", "registered_before"] if before else [came_in]
    if outcome == "vaccinated":
        measures += ["vaccinated", "registered_before_dosed"] if before else ["vaccinated"]
    elif outcome == "vaccinated_elsewhere":
        measures.append("elsewhere")
    return measures


def _listed(child: ChildFacts, round_: RoundFacts) -> bool:
    """Whether a child without a visit was on the round's list."""
    if not child.known or not child.listed_on or child.listed_on >= round_.first_day:
        return False
    in_window = child.born is None or round_.born_from <= child.born <= round_.born_to
    return in_window and child.area.startswith(round_.areas)


def removal(child: ChildFacts, round_: RoundFacts, result: Visit | None) -> str | None:
    """Why a child that was not covered is taken out of the target: `moved`, `died`, `age`, `not_eligible`; None when
    it stays. Who moved on the round's first day or later stays; who died by its last day does not."""
    if result is not None and result["outcome"] in REMOVED_OUTCOMES:
        return REMOVED_OUTCOMES[result["outcome"]]
    if child.status == "moved" and (child.status_on or "") < round_.first_day:
        return "moved"
    if child.status == "died" and (child.status_on or "") <= round_.last_day:
        return "died"
    outside = child.born is not None and not round_.born_from <= child.born <= round_.born_to
    return "age" if outside else None


def _slices(child: ChildFacts, round_: RoundFacts, prior: str) -> list[str]:
    """The child's own slices `age|residence|earlier doses`: age on the round's first day, on the campaign's where
    that is another, and year of birth. Who has no birth date is `unknown`, in a line of its own."""
    rest = f"{residence(child.registered_at)}|{prior}"
    cuts = [f"age:{age_on(child, round_.first_day)}|{rest}", f"born:{_year(child)}|{rest}"]
    if round_.campaign_first_day != round_.first_day:
        cuts.append(f"first:{age_on(child, round_.campaign_first_day)}|{rest}")
    return cuts


def age_on(child: ChildFacts, on: str) -> str:
    """Completed years on a day as slices have them; `unknown` without a birth date."""
    return str(completed_years(child.born, on)) if child.born else UNKNOWN


def _year(child: ChildFacts) -> str:
    return child.born[:4] if child.born else UNKNOWN


def _visit_slices(child: ChildFacts, round_: RoundFacts, result: Visit | None, prior: str) -> list[str]:
    """Slices of the deciding visit: its day, mode, and who gave the dose (else who visited); and a mobile team's own
    line in the round's tables, in both age conventions."""
    if result is None:
        return []
    cuts = [f"day:{result['on']}", f"worker:{credited(result)}"]
    if result["mode"]:
        cuts.append(f"mode:{result['mode']}")
    if result["mode"] == "mobile":
        rest = f"{residence(child.registered_at)}|{prior}"
        age = age_on(child, round_.campaign_first_day)
        cuts += [f"mobile_age:{age}|{rest}", f"mobile_born:{_year(child)}|{rest}"]
    return cuts


def _missed_slices(result: Visit) -> list[str]:
    """Outcome and reason of a visit that left the child to come back to; a mobile team's apart as well."""
    reason = result["reason"] or result["outcome"]
    cuts = [f"outcome:{result['outcome']}", f"reason:{reason}"]
    return [*cuts, f"mobile_reason:{reason}"] if result["mode"] == "mobile" else cuts


def child_of(subject: Subject, rounds: Iterable[RoundFacts]) -> ChildFacts:
    """What is known of one child; what it was given at a visit that names no product is what the round gives."""
    visits, doses = that_stand(subject.beside["visit"], subject.beside["dose"])
    return facts_of(subject.records, visits, doses, products_of(rounds))


def products_of(rounds: Iterable[RoundFacts]) -> dict[str, str]:
    """What each round gives: the product of a visit that names none."""
    return {round_.key: round_.product for round_ in rounds}


def contributions(subject: Subject, rounds: Iterable[RoundFacts]) -> list[Key]:
    """What one child counts for in every round given; a `Counter` sums them up."""
    child = child_of(subject, rounds)
    return [key for round_ in rounds for key in contribution(child, round_)]
