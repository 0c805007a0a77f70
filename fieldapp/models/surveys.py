"""Coverage surveys with their drawn clusters, and lots: planned in the office, told to the phones of who works them."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from fieldapp.ground.db import Base

KINDS = ("routine", "after_campaign")
STATES = ("draft", "open", "closed")
HOUSEHOLDS = ("walk", "list", "interval")
PER_HOUSEHOLD = ("one", "all")


class Survey(Base):
    """A survey of coverage: of whom, in which area, what is asked, and how its sample was drawn.

    `born_from`, `born_to`: births of the age group; `series`: the series of the schedule asked about (JSON);
    `strata`: by their names the codes each holds (JSON; `{}`: one); `design`: what was wanted and the size with its
    reasoning (JSON); `frame`: the areas it was drawn from with their sizes (JSON); `seed`, `start`, `interval`: of the
    draw, the last two by stratum (JSON); `goal` in per cent.
    """

    __tablename__ = "survey"

    key: Mapped[str] = mapped_column(primary_key=True)
    county: Mapped[str]
    area: Mapped[str] = mapped_column(ForeignKey("area.code"))
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(default="routine")
    state: Mapped[str] = mapped_column(default="draft")
    born_from: Mapped[str]
    born_to: Mapped[str]
    series: Mapped[str] = mapped_column(Text, default="[]")
    strata: Mapped[str] = mapped_column(Text, default="{}")
    goal: Mapped[int] = mapped_column(default=90)
    design: Mapped[str] = mapped_column(Text, default="{}")
    frame: Mapped[str | None] = mapped_column(Text)
    seed: Mapped[int | None]
    start: Mapped[str | None]
    interval: Mapped[str | None]
    households: Mapped[str] = mapped_column(default="walk")
    per_household: Mapped[str] = mapped_column(default="one")
    households_per_cluster: Mapped[int | None]
    children_per_cluster: Mapped[int | None]
    first_day: Mapped[str]
    last_day: Mapped[str]
    campaign: Mapped[str | None] = mapped_column(ForeignKey("campaign.key"))
    closed_at: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        Index(None, "county"),
        CheckConstraint(f"kind in {KINDS}", name="kind"),
        CheckConstraint(f"state in {STATES}", name="state"),
        CheckConstraint(f"households in {HOUSEHOLDS}", name="households"),
        CheckConstraint(f"per_household in {PER_HOUSEHOLD}", name="per_household"),
    )


class SurveyCluster(Base):
    """One drawn cluster; `cluster:KEY` is the scope of its interviews, and who holds that scope works it.

    `n`: its number in the survey; `area`: the village (or larger) it is, `segment`: which of how many parts
    (`2/4`); `size` as the frame has it, `probability` of being drawn in its stratum, the segment's share included;
    `replaced`: the key of the cluster it stands for, `reason` why; `households`: all that were listed, `[[number, head,
    address, 1 where it is to be visited], …]` (JSON).
    """

    __tablename__ = "survey_cluster"

    key: Mapped[str] = mapped_column(primary_key=True)
    survey: Mapped[str] = mapped_column(ForeignKey("survey.key"))
    n: Mapped[int]
    area: Mapped[str] = mapped_column(ForeignKey("area.code"))
    segment: Mapped[str | None]
    stratum: Mapped[str] = mapped_column(default="")
    size: Mapped[int]
    probability: Mapped[float]
    replaced: Mapped[str | None] = mapped_column(ForeignKey("survey_cluster.key"))
    reason: Mapped[str | None]
    households: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=0)

    __table_args__ = (Index(None, "survey"), Index(None, "area"))


class Lot(Base):
    """A lot whose quality is checked: a township or part of it, its drawn clusters, and the limits of its bands.

    `clusters`: `[{"n", "area", "size"}, …]` (JSON), `per_cluster` children in each; `limits`: the most missed of each
    band but the last (JSON); `plan`: how the numbers came about (JSON); `redo_of`: the lot it looks at again.
    """

    __tablename__ = "lot"

    key: Mapped[str] = mapped_column(primary_key=True)
    county: Mapped[str]
    area: Mapped[str] = mapped_column(ForeignKey("area.code"))
    name: Mapped[str]
    state: Mapped[str] = mapped_column(default="open")
    campaign: Mapped[str | None] = mapped_column(ForeignKey("campaign.key"))
    round: Mapped[str | None] = mapped_column(ForeignKey("round.key"))
    born_from: Mapped[str]
    born_to: Mapped[str]
    clusters: Mapped[str] = mapped_column(Text)
    per_cluster: Mapped[int] = mapped_column(default=10)
    limits: Mapped[str] = mapped_column(default="[3, 8, 19]")
    plan: Mapped[str] = mapped_column(Text, default="{}")
    seed: Mapped[int | None]
    redo_of: Mapped[str | None] = mapped_column(ForeignKey("lot.key"))
    version: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        Index(None, "county"),
        Index(None, "area"),
        CheckConstraint("state in ('open', 'closed')", name="state"),
    )


class SurveySetting(Base):
    """One thing a county sets for its surveys and quick checks, as JSON; what it does not set is as usual
    (`fieldapp.survey.settings`)."""

    __tablename__ = "survey_setting"

    county: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=0)
