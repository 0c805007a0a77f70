"""What this server can do: the pages of the house, and one record for each capability.

There is nothing that finds them by itself: what is not named here is not there, and what is named and missing, or named
twice, stops the start.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import TypeVar

from fieldapp.ground.problems import BadInput
from fieldapp.office.menu import Entry
from fieldapp.records.counts import Count
from fieldapp.records.kinds import KINDS
from fieldapp.sync.following import Follower
from fieldapp.sync.outgoing.setup import SetupRows
from fieldapp.web.on_maps.layers import MapLayer
from fieldapp.web.on_papers.reported import Reported
from fieldapp.web.on_papers.scans import Scan

T = TypeVar("T")


@dataclass(frozen=True)
class Capability:
    """One piece of field work from end to end; modules, and things in them, are named with their dots.

    pages: the modules whose views it adds to the office.
    menu: its entries in the office's menu.
    kinds: the kinds of records that are its own (`records.kinds`).
    counts: what it has counted (`records.counts.Count`).
    setup: what phones are told of it in their `setup` (`sync.outgoing.setup.SetupRows`).
    layers: what the map of a round may show of it (`web.on_maps.layers.MapLayer`).
    followers: what it does when records of its kinds came (`sync.following.Follower`).
    scans: where the numbers of its papers lead (`web.on_papers.scans.Scan`).
    reported: the shares it reports of a campaign (`web.on_papers.reported.Reported`).
    """

    name: str
    pages: tuple[str, ...] = ()
    menu: tuple[Entry, ...] = ()
    kinds: tuple[str, ...] = ()
    counts: tuple[str, ...] = ()
    setup: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    followers: tuple[str, ...] = ()
    scans: tuple[str, ...] = ()
    reported: tuple[str, ...] = ()


HOUSE = (
    "fieldapp.web.offline",
    "fieldapp.office.home",
    "fieldapp.web.marked",
    "fieldapp.sync.phone_api.devices",
    "fieldapp.accounts.views",
    "fieldapp.accounts.people_views",
    "fieldapp.accounts.roster_views",
    "fieldapp.office.audit_views",
    "fieldapp.areas.pages.views",
    "fieldapp.areas.pages.edit_views",
    "fieldapp.clinics.views",
    "fieldapp.sync.phone_api.exchange_api",
    "fieldapp.sync.phone_api.photos",
    "fieldapp.office.inbox.views",
    "fieldapp.office.phones.views",
    "fieldapp.office.erasure_views",
    "fieldapp.office.codes_views",
    "fieldapp.office.inbox.odd_views",
    "fieldapp.office.schedule_views",
)
HOUSE_KINDS = (*("household", "child", "batch", "dose", "dose_state", "same_child"),)
CAPABILITIES = (
    Capability(
        "rounds",
        pages=(
            "fieldapp.campaigns.rounds.index_views",
            "fieldapp.campaigns.rounds.views",
            "fieldapp.campaigns.plan.views",
            "fieldapp.campaigns.plan.assign_views",
            "fieldapp.campaigns.plan.remove_views",
            "fieldapp.campaigns.posts.views",
            "fieldapp.campaigns.batches.views",
            "fieldapp.campaigns.lists.views",
            "fieldapp.campaigns.listed.views",
            "fieldapp.campaigns.lists.undo_views",
            "fieldapp.campaigns.children.views",
            "fieldapp.campaigns.children.find_views",
            "fieldapp.campaigns.correcting.views",
            "fieldapp.campaigns.children.look_after_views",
            "fieldapp.campaigns.detail_table.views",
            "fieldapp.campaigns.papers.views",
            "fieldapp.campaigns.map.views",
        ),
        menu=(
            Entry(
                "campaigns.index",
                "活动",
                "Campaigns",
                "campaign.see",
                ("计划、分村到人，看进度、地图和汇总表。", "plans, assignments, coverage, map and tables."),
            ),
            Entry(
                "campaigns.find",
                "找孩子",
                "Find a child",
                "children.see",
                (
                    "按姓名、拼音、家长或电话找一个孩子，看在哪个村、服了没有。",
                    "one child by name, pinyin, parent or telephone: which village, dosed or not.",
                ),
            ),
        ),
        kinds=("visit", "visit_review", "vials", "zero_report", "paper_tally", "aefi", "activity"),
        counts=("fieldapp.campaigns.counting.rounds.COUNT",),
        reported=("fieldapp.campaigns.figures.reported.REPORTED",),
        setup=("fieldapp.campaigns.plan.for_phones.SETUP",),
    ),
    Capability(
        "school",
        pages=(
            "fieldapp.school.schools.views",
            "fieldapp.school.schools.sheet_views",
            "fieldapp.school.schools.setting_views",
            "fieldapp.school.lists.views",
            "fieldapp.school.follow.views",
            "fieldapp.school.follow.slip_views",
            "fieldapp.school.classes.views",
            "fieldapp.school.notices.views",
            "fieldapp.school.notices.code_views",
            "fieldapp.school.register.views",
            "fieldapp.school.class_sheet.views",
            "fieldapp.school.assessing.views",
            "fieldapp.school.rosters.views",
            "fieldapp.school.rosters.number_views",
            "fieldapp.school.rosters.change_views",
            "fieldapp.school.desk.views",
            "fieldapp.school.desk.act_views",
            "fieldapp.school.desk.paper_views",
            "fieldapp.school.tables.views",
            "fieldapp.school.tables.issued_views",
        ),
        menu=(
            Entry(
                "schools.index",
                "学校",
                "Schools",
                "school.see",
                (
                    "学校、幼儿园，归哪个接种单位，校医是谁；本学期各班查验到哪里。",
                    "schools and kindergartens, their clinics and nurses; how far this term's classes are.",
                ),
                of=(
                    *("classes", "rosters", "roster_numbers", "pupils", "class_sheet"),
                    *("assessing", "register", "notices", "school_settings"),
                ),
            ),
            Entry(
                "follow.index",
                "查验跟踪",
                "Follow-up",
                "school.sums",
                (
                    "查验后还要补种、补证、评估的孩子，名单交了没有，期限到哪天。",
                    "who still needs doses, a certificate or an assessment; lists handed over; deadlines.",
                ),
                of=("slips", "lists"),
            ),
            Entry(
                "desk.index",
                "学校补种",
                "School catch-up",
                "school.assess",
                (
                    "学校送来的孩子还差哪几剂，哪天能种；记接种、补证、评估。",
                    "what children sent by schools lack and when it may be given; doses, certificates, assessments.",
                ),
                of=("desk_acts", "desk_papers"),
            ),
            Entry(
                "school_tables.area",
                "查验汇总表",
                "Check tables",
                "school.sums",
                (
                    "入托、入学查验的汇总表：按学校、乡镇，打印、下载、上报。",
                    "the tables of the school check by school and township: printed, downloaded, handed in.",
                ),
                of=("school_reports",),
                seldom=True,
            ),
        ),
        kinds=(
            *("enrolment", "certificate_check", "recheck"),
            *("notice", "notice_event", "list_handover"),
        ),
        counts=("fieldapp.school.counting.check.COUNT",),
        setup=("fieldapp.school.for_phones.SETUP",),
        layers=("fieldapp.school.on_map.layers.RATE", "fieldapp.school.on_map.layers.GAPS"),
    ),
    Capability(
        "catchup",
        pages=(
            "fieldapp.catchup.register.views",
            "fieldapp.catchup.register.import_views",
            "fieldapp.catchup.register.question_views",
            "fieldapp.catchup.lists.views",
            "fieldapp.catchup.export.views",
            "fieldapp.catchup.doubles.views",
            "fieldapp.catchup.agreement.views",
            "fieldapp.catchup.agreement.child_views",
            "fieldapp.catchup.gaps.views",
            "fieldapp.catchup.plan.views",
            "fieldapp.catchup.tables.views",
            "fieldapp.catchup.tables.reason_views",
            "fieldapp.catchup.weak.views",
            "fieldapp.catchup.groups.views",
            "fieldapp.catchup.groups.census_views",
            "fieldapp.catchup.child.views",
            "fieldapp.catchup.handed.views",
            "fieldapp.catchup.told.views",
            "fieldapp.catchup.told.session_views",
        ),
        kinds=("catchup_visit", "paper_read"),
        setup=("fieldapp.catchup.for_phones.SETUP",),
        scans=("fieldapp.catchup.child.slips.SLIPS",),
        menu=(
            Entry(
                "gaps.index",
                "漏种儿童",
                "Gaps",
                "children.see",
                (
                    "哪个村哪个孩子漏了哪一剂，今天能种还是要等到哪天。",
                    "which child of which village lacks which dose, and from which day it may be given.",
                ),
                of=(
                    "clinic_register",
                    "two_lists",
                    "register_export",
                    "doubles",
                    "agreement",
                    "agreement_child",
                ),
            ),
            Entry(
                "catchup.index",
                "查漏补种",
                "Catch-up",
                "catchup.see",
                (
                    "定一次查漏补种，看谁还没补完；名单、通知、汇总表。",
                    "set a catch-up, see who is still to be caught up; lists, notices, tables.",
                ),
                of=(
                    "catchup_tables",
                    "catchup_reasons",
                    "catchup_weak",
                    "catchup_groups",
                    "catchup_census",
                    "catchup_child",
                    "catchup_handed",
                    "catchup_told",
                    "catchup_sessions",
                ),
            ),
        ),
    ),
    Capability(
        "survey",
        pages=(
            "fieldapp.survey.plan.views",
            "fieldapp.survey.plan.cluster_views",
            "fieldapp.survey.frame.views",
            "fieldapp.survey.interviews.views",
            "fieldapp.survey.result.views",
            "fieldapp.survey.report.views",
            "fieldapp.survey.lots.views",
            "fieldapp.survey.missed.views",
        ),
        menu=(
            Entry(
                "surveys.index",
                "接种率调查",
                "Surveys",
                "survey.see",
                (
                    "抽样入户调查接种率到底是多少：计划、抽群、看进度和结果，出报告。",
                    "what coverage really is, by a sample: plan, clusters, progress, result, report.",
                ),
                of=(
                    "survey_clusters",
                    "survey_frame",
                    "survey_watch",
                    "survey_result",
                    "survey_report",
                    "missed",
                ),
                seldom=True,
            ),
            Entry(
                "lots.index",
                "快速评估",
                "Quick checks",
                "survey.see",
                (
                    "二十名儿童的快速评估和质量抽样：哪里要重做，重做了没有。",
                    "checks of twenty children and lots: what is to be done again, and whether it was.",
                ),
                seldom=True,
            ),
        ),
        kinds=("interview", "quick_check"),
        setup=("fieldapp.survey.for_phones.SETUP",),
        followers=("fieldapp.survey.interviews.kept.FOLLOWER",),
    ),
)


def page_modules() -> list[str]:
    """The modules whose pages the office has, those of the house first.

    Raises:
        BadInput: a capability or a module is named twice.
    """
    _once(one.name for one in CAPABILITIES)
    return _once([*HOUSE, *(module for one in CAPABILITIES for module in one.pages)])


def menu() -> list[Entry]:
    """What the capabilities add to the office's menu, in their order."""
    return [entry for one in CAPABILITIES for entry in one.menu]


def kinds() -> dict[str, str]:
    """Whose each kind of record is: a capability's, or the house's (an empty name).

    Raises:
        BadInput: a kind is named twice, by nobody, or there is none of that name.
    """
    said = [
        *((kind, "") for kind in HOUSE_KINDS),
        *((kind, one.name) for one in CAPABILITIES for kind in one.kinds),
    ]
    named = set(_once(kind for kind, _name in said))
    if unnamed := sorted(KINDS.keys() - named):
        raise BadInput(f"fieldapp/capabilities.py does not say whose these kinds are: {', '.join(unnamed)}.")
    if strange := sorted(named - KINDS.keys()):
        raise BadInput(f"fieldapp/capabilities.py names kinds that do not exist: {', '.join(strange)}.")
    return dict(said)


def counts() -> list[Count]:
    """What is counted.

    Raises:
        BadInput: a count is named twice, is not there, cannot be loaded, or is none.
    """
    return _handed_in("counts", Count)


def setup() -> list[SetupRows]:
    """What phones are told of the capabilities beside what the house tells them; refused as `counts` are."""
    return _handed_in("setup", SetupRows)


def layers() -> list[MapLayer]:
    """What the map of a round may show beside villages and children; refused as `counts` are, and one name twice."""
    found = _handed_in("layers", MapLayer)
    _once(one.name for one in found)
    return found


def followers() -> list[Follower]:
    """What capabilities do when records of theirs came; refused as `counts` are."""
    return _handed_in("followers", Follower)


def scans() -> list[Scan]:
    """Where the numbers of the capabilities' papers lead; refused as `counts` are."""
    return _handed_in("scans", Scan)


def reported() -> list[Reported]:
    """What capabilities report of a campaign; refused as `counts` are."""
    return _handed_in("reported", Reported)


def _handed_in(what: str, kind: type[T]) -> list[T]:
    """The things that capabilities name under one of their fields."""
    return [
        _loaded(name, kind) for name in _once(name for one in CAPABILITIES for name in getattr(one, what))
    ]


def _once(names: Iterable[str]) -> list[str]:
    found = list(names)
    twice = sorted({name for name in found if found.count(name) > 1})
    if twice:
        raise BadInput(f"fieldapp/capabilities.py names twice: {', '.join(twice)}.")
    return found


def _loaded(name: str, kind: type[T]) -> T:
    """The thing that is called `module.name`."""
    module, _, attribute = name.rpartition(".")
    try:
        found = getattr(import_module(module), attribute)
        if not isinstance(found, kind):
            raise TypeError(f"it is no {kind.__name__}")
    except Exception as wrong:
        said = f"{name} cannot be loaded ({type(wrong).__name__}: {wrong})."
        raise BadInput(
            f"{said} Install fieldapp again, or take it out of fieldapp/capabilities.py."
        ) from wrong
    return found
