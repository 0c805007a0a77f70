"""How large a survey must be, with every step of the reasoning in words. Pure.

The figures are those of `stats.sample_size` (WHO/IVB/18.09, Annex B); here they are asked for by the words of a form,
and told. `EXAMPLES` are the manual's own, each with the figure it prints.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from fieldapp.ground.problems import BadInput
from fieldapp.survey.stats import sample_size as sizes
from fieldapp.survey.stats.icc import design_effect

Words = tuple[str, str]  # Chinese, English
ESTIMATE, BELOW, ABOVE = "estimate", "below", "above"
PURPOSES: dict[str, Words] = {
    ESTIMATE: ("估计接种率，要多准", "estimate coverage"),
    BELOW: ("看接种率是不是低于目标", "is it below the goal?"),
    ABOVE: ("看接种率是不是高于目标", "is it above the goal?"),
}


@dataclass(frozen=True)
class Wanted:
    """What is wanted, as typed: percents, and figures of the field.

    `coverage` is expected (to estimate) or the goal (to classify), `distance` the half-width or the difference to be
    seen; `inflation`: instead of what `nonresponse` gives.
    """

    purpose: str = ESTIMATE
    coverage: float = 90
    distance: float = 5
    alpha: float = 5
    power: float = 80
    children: float = 7
    icc: float = 0.1667
    variation: float = 0.3
    strata: int = 1
    per_child: float = 5
    nonresponse: float = 10
    inflation: float | None = None


@dataclass(frozen=True)
class Size:
    """The size of a survey and how it came about: each step a sentence."""

    plan: sizes.Plan
    steps: tuple[Words, ...]

    @property
    def households_per_cluster(self) -> int:
        """Households to visit in each cluster."""
        return sizes.round_up(self.plan.households / max(self.plan.clusters, 1))


def size_of(wanted: Wanted) -> Size:
    """The size that is wanted.

    Raises:
        BadInput: a figure is out of its range.
    """
    if wanted.purpose not in PURPOSES:
        raise BadInput(f"'{wanted.purpose[:20]}' is no purpose.")
    ess = _ess(wanted)
    inflation = wanted.inflation or sizes.nonresponse_inflation(wanted.nonresponse)
    field = sizes.Field(
        wanted.children, wanted.icc, wanted.variation, wanted.strata, wanted.per_child, inflation
    )
    plan = sizes.plan(ess, None, field)
    return Size(plan, _steps(wanted, plan, inflation))


def _ess(wanted: Wanted) -> int:
    coverage, distance = wanted.coverage / 100, wanted.distance / 100
    if wanted.purpose == ESTIMATE:
        return sizes.estimation_ess(coverage, distance)
    side: sizes.Side = "below" if wanted.purpose == BELOW else "above"
    return sizes.classification_ess(coverage, distance, side, wanted.alpha / 100, wanted.power / 100)


def _steps(wanted: Wanted, plan: sizes.Plan, inflation: float) -> tuple[Words, ...]:
    return (_first(wanted, plan), *_further(wanted, plan, inflation))


def _first(wanted: Wanted, plan: sizes.Plan) -> Words:
    p, d = f"{wanted.coverage:g}", f"{wanted.distance:g}"
    if wanted.purpose == ESTIMATE:
        return (
            f"估计接种率约 {p}%，误差不超过 ±{d} 个百分点（95% 置信）：有效样本 {plan.ess} 人。",
            f"A coverage of about {p}% to within ±{d} points (95% confidence): {plan.ess} children effectively.",
        )
    zh, en = ("低", "below") if wanted.purpose == BELOW else ("高", "above")
    risk = f"{wanted.alpha:g}% / {wanted.power:g}%"
    return (
        f"要分出比目标 {p}% {zh} {d} 点（误判、把握 {risk}）：有效样本 {plan.ess} 人。",
        f"To tell a coverage {d} points {en} {p}% from {p}% (risk and power {risk}): {plan.ess} children effectively.",
    )


def _further(wanted: Wanted, plan: sizes.Plan, inflation: float) -> tuple[Words, ...]:
    m, icc, cv = f"{wanted.children:g}", f"{wanted.icc:.4g}", f"{wanted.variation:g}"
    strata, d, e = wanted.strata, f"{wanted.per_child:g}", f"{inflation:.2f}"
    deff = f"{plan.deff:.2f}"
    return (
        (
            f"同一个群里的孩子相像：每群 {m} 人、群内相关 {icc}、权重变异 {cv}，"
            f"设计效应 {deff}，人数乘这么多。",
            f"Children of one cluster are alike: with {m} a cluster, a correlation of {icc} and weights varying by "
            f"{cv} the design effect is {deff}: so many times as many.",
        ),
        (
            f"{strata} 层 × {plan.ess} × {deff} = {plan.respondents} 名孩子，{plan.clusters} 个群。",
            f"{strata} {'stratum' if strata == 1 else 'strata'} × {plan.ess} × {deff} = {plan.respondents} children "
            f"in {plan.clusters} clusters.",
        ),
        (
            f"每 {d} 户约有 1 名这个年龄的孩子，{wanted.nonresponse:g}% 的户访不到（× {e}）："
            f"共要走 {plan.households} 户。",
            f"One child of the age in {d} households, and {wanted.nonresponse:g}% that do not answer (× {e}): "
            f"{plan.households} households to visit.",
        ),
    )


def precision(wanted: Wanted, clusters: int) -> Words:
    """How precise so many clusters are at the expected coverage, said in words."""
    children = clusters * wanted.children
    deff = design_effect(wanted.children, wanted.icc, wanted.variation)
    effective = children / deff
    half = next(
        (d / 2 for d in range(1, 90) if sizes.estimation_ess(wanted.coverage / 100, d / 200) <= effective),
        45.0,
    )
    said = f"{clusters} × {wanted.children:g} = {children:g}"
    return (
        f"{said} 名孩子，相当于单独抽 {effective:.0f} 名：接种率约 {wanted.coverage:g}% 时误差约 ±{half:g} 点。",
        f"{said} children, worth {effective:.0f} drawn one by one: about ±{half:g} points at {wanted.coverage:g}%.",
    )


@dataclass(frozen=True)
class Preset:
    """A usual survey: the figures its form begins with."""

    name: str
    words: Words
    wanted: Wanted
    months: tuple[int, int]
    kind: str
    clusters: int | None = None


PRESETS: dict[str, Preset] = {
    one.name: one
    for one in (
        Preset(
            "30x7",
            (
                "年度接种率调查：30 群 × 7 名 12–23 月龄儿童",
                "yearly survey: 30 clusters × 7 children of 12–23 months",
            ),
            Wanted(coverage=90, distance=7.5, children=7, icc=0.1667, variation=0.0),
            (12, 24),
            "routine",
            30,
        ),
        Preset(
            "after",
            ("活动后调查：看这一轮服苗率", "after a campaign: what its coverage is"),
            Wanted(
                purpose=BELOW, coverage=95, distance=5, children=10, icc=0.0417, variation=0.3, per_child=2
            ),
            (2, 84),
            "after_campaign",
        ),
        Preset(
            "own",
            ("自己定：层、精度、群数", "of one's own: strata, precision, clusters"),
            Wanted(),
            (12, 24),
            "routine",
        ),
    )
}


@dataclass(frozen=True)
class Example:
    """A worked example of the manual: its words, what was wanted, and the figures it prints."""

    words: Words
    wanted: Wanted
    printed: Mapping[str, int]

    @property
    def found(self) -> dict[str, int]:
        """The same figures as this program works them out."""
        plan = asdict(size_of(self.wanted).plan)
        return {name: int(plan[name]) for name in self.printed}


PLAIN: dict[str, Any] = {"icc": 0.0, "variation": 0.0, "children": 1.0, "per_child": 1.0, "nonresponse": 0.0}
IN_CLUSTERS: dict[str, Any] = {"variation": 0.0, "inflation": 1.11}  # the manual rounds its table E
EXAMPLES = (
    Example(
        ("75% ± 6（第129页）", "75% ± 6 (p. 129)"), Wanted(coverage=75, distance=6, **PLAIN), {"ess": 242}
    ),
    Example(
        ("比 85% 低 10 点（第131页）", "10 below 85% (p. 131)"), Wanted(BELOW, 85, 10, **PLAIN), {"ess": 101}
    ),
    Example(
        ("比 85% 高 10 点（第131页）", "10 above 85% (p. 131)"), Wanted(ABOVE, 85, 10, **PLAIN), {"ess": 70}
    ),
    Example(
        ("50% ± 10，每群 7 名（第17页）", "50% ± 10, 7 a cluster (p. 17)"),
        Wanted(coverage=50, distance=10, children=7, icc=1 / 3, per_child=5, **IN_CLUSTERS),
        {"ess": 103, "respondents": 309, "households": 1715},
    ),
    Example(
        ("75% ± 5，每群 10 名（第21页）", "75% ± 5, 10 a cluster (p. 21)"),
        Wanted(coverage=75, distance=5, children=10, icc=1 / 6, per_child=10, **IN_CLUSTERS),
        {"ess": 340, "respondents": 850, "clusters": 85, "households": 9435},
    ),
)
