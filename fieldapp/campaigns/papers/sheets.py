"""Puts the official sheets together, unit by unit, from what was read of a round. Counts nothing itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from fieldapp.areas.latin.said import place_said
from fieldapp.areas.villages import TOWNSHIP
from fieldapp.campaigns.figures.indicators import Counts
from fieldapp.campaigns.figures.units import Unit, units_of
from fieldapp.campaigns.papers.foot import About, foot_of
from fieldapp.campaigns.papers.layout import Column, Foot, Paper, Row, Say, density, speaker
from fieldapp.campaigns.papers.material import BY_YEAR, Material
from fieldapp.campaigns.papers.place_sheet import Place, place_table, reason_note, removed_note, together
from fieldapp.campaigns.papers.prior_sheet import lives_of, prior_columns, prior_rows, rows_of, unknown_of
from fieldapp.campaigns.papers.rates import Words, rates_of, unknown_words, zero_dose_note
from fieldapp.campaigns.titles import campaign_said
from fieldapp.campaigns.words import document_words
from fieldapp.ground.subtrees import inside
from fieldapp.records.code_words import FORMS, word
from fieldapp.schedule.antigens import antigen_names, product_name

SHEETS = {"1": ("报表一", "report 1"), "2": ("报表二", "report 2")}


def papers_of(
    material: Material, sheet: str, seen: Iterable[str], areas: Iterable[str], language: str
) -> list[Paper]:
    """The sheets `1` or `2` of every unit, the whole first; a township where nobody counts has its line there, and no
    sheet of its own.

    Args:
        seen: the subtrees the person sees.
        areas: the campaign's areas: a village outside them has a line only where somebody counts in it.
    """
    areas, desk = tuple(areas), Desk(material, language)
    shown = [code for code, c in material.everyone.items() if c != Counts() or inside(code, areas)]
    whole, *parts = units_of(material.villages, shown, seen, material.campaign.county)
    counted = [unit for unit in parts if any(material.everyone[code] != Counts() for code in unit.villages)]
    desk = replace(
        desk, bare=tuple(material.villages.name(unit.code) for unit in parts if unit not in counted)
    )
    sheets = [desk.sheet_1(unit) if sheet == "1" else desk.sheet_2(unit) for unit in (whole, *counted)]
    return [desk.with_bare(sheets[0]), *sheets[1:]]


@dataclass(frozen=True)
class Body:
    """What is a sheet's own: which it is, what it is called, its table and notes, its words for target and dosed."""

    sheet: str
    title: str
    corner: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...]
    words: Words


@dataclass(frozen=True)
class Desk:
    """Where sheets are made: what was read, the language they are written in, and the townships that get none."""

    material: Material
    language: str
    bare: tuple[str, ...] = ()

    def with_bare(self, paper: Paper) -> Paper:
        """The whole's sheet with the townships named that have none of their own."""
        if not self.bare:
            return paper
        names = self.plain("、", ", ").join(place_said(one, self.language) for one in self.bare)
        note = self.say(
            f"没有应服儿童、不另附表的乡镇 {len(self.bare)} 个：{names}。",
            f"{len(self.bare)} townships without children in the target have no sheet of their own: {names}.",
        )
        return replace(paper, notes=(*paper.notes, note))

    @property
    def say(self) -> Say:
        """How a sheet speaks of doses."""
        return speaker(self.language, self.material.campaign.form)

    @property
    def plain(self) -> Say:
        """How it says what holds names, which are never said in another form."""
        return speaker(self.language, None)

    def sheet_1(self, unit: Unit) -> Paper:
        """报表一 of a unit."""
        material, say = self.material, self.say
        whole = material.place(unit.code, unit.name, unit.villages)
        ages, lives = rows_of(whole.parts, material.standard), lives_of(whole.parts)
        antigen = self.plain("、", ", ").join(antigen_names(material.campaign.product, self.language))
        body = Body(
            "1",
            say("接种情况统计表", "doses given"),
            say("出生年份", "Born") if material.by == BY_YEAR else say("年龄（周岁）", "Age"),
            prior_columns(lives, antigen, say),
            prior_rows(whole.parts, ages, lives, say),
            (_prior_note(material.by, antigen, material.campaign.form, say),),
            (say("应种", "target"), say("实种", "dosed")),
        )
        return self._paper(unit, whole, body)

    def sheet_2(self, unit: Unit) -> Paper:
        """报表二 of a unit."""
        say = self.say
        places = [self.material.place(*line) for line in unit.lines]
        whole = together(unit.code, unit.name, places)
        columns, rows = place_table(places, self.material.mobile(unit.villages), say, whole)
        reasons = reason_note(whole, self.material.names, self.language, say)
        notes = (_place_note(say), removed_note(whole, say), *([reasons] if reasons else []))
        by_township = any(len(code) == TOWNSHIP for code, _name, _villages in unit.lines)
        corner = say("乡镇", "Township") if by_township else say("村（居）", "Village")
        words = (say("应服", "target"), say("实服", "dosed"))
        return self._paper(
            unit, whole, Body("2", say("汇总表", "by place"), corner, columns, rows, notes, words)
        )

    def _paper(self, unit: Unit, whole: Place, body: Body) -> Paper:
        """A sheet with all that is common to both."""
        unknown, campaign, n = unknown_of(whole.parts), self.material.campaign, self.material.round.n
        name = self.plain(*SHEETS[body.sheet])
        return Paper(
            name,
            self.plain(
                f"{campaign.name}第{n}轮{body.title}（{name}）",
                f"{campaign_said(campaign)}, round {n}: {body.title} ({name})",
            ),
            unit.name,
            unit.code,
            self._facts(unit),
            body.corner,
            body.columns,
            body.rows,
            rates_of(whole, body.words, self.say),
            (*body.notes, *filter(None, (zero_dose_note(whole, body.words[1], self.say),))),
            self._foot(unit, whole),
            unknown["any"],
            unknown_words(unknown, body.words, self.say),
            density(len(body.rows)),
            self.material.slices,
            self.plain("；", "; "),
        )

    def _foot(self, unit: Unit, whole: Place) -> Foot:
        material = self.material
        about = About(
            frozenset(unit.villages),
            (material.round.first_day, min(material.round.last_day, material.day)),
            whole.all.vaccinated,
            material.staff(unit.villages),
            material.campaign.form,
        )
        return foot_of(material.facts, about, material.villages.standing, self.language, self.say)

    def _facts(self, unit: Unit) -> tuple[str, ...]:
        """The lines between title and table: who reports, when, in what unit; by which document, of which vaccine, as
        of which day."""
        campaign, round_, plain = self.material.campaign, self.material.round, self.plain
        named = (campaign.document_name, campaign.document_no, campaign.document_by)
        document, form = document_words(*named, self.language), word(FORMS, campaign.form, self.language)
        product, days = product_name(campaign.product, self.language), (round_.first_day, round_.last_day)
        stood = plain("（结束时的数）", " (as closed)") if self.material.as_closed else ""
        return (
            plain(f"填报单位：{unit.name}", f"Reporting unit: {unit.name}"),
            plain(f"接种日期：{days[0]} 至 {days[1]}", f"Days: {days[0]} to {days[1]}"),
            plain("单位：人", "Unit: children"),
            plain(f"文件：{document}", f"Document: {document}"),
            plain(f"疫苗：{product}（{form}）", f"Vaccine: {product} ({form})"),
            plain(f"数字截至 {self.material.day}{stood}", f"Data as of {self.material.day}{stood}"),
        )


def _prior_note(by: str, antigen: str, form: str | None, say: Say) -> str:
    """`form`: only of what is swallowed does the printed form say another word than our pages."""
    zh = "" if by == BY_YEAR else "年龄为本次活动首日的周岁；"
    en = "" if by == BY_YEAR else "Age in completed years on the campaign's first day. "
    own = "" if form == "injection" else "；应种、实种是上级表式的叫法，即应服、实服"
    return say(
        f"{zh}流动＝户籍不在本县；既往剂次为本次活动开始前的{antigen}疫苗剂次，≥3 为三剂及以上；"
        f"应种＝摸底＋现场新增－不应种；实种只算在本地接种的{own}。",
        f"{en}Migrant: not registered in this county. Earlier doses: of {antigen} vaccine before the campaign, "
        "≥3: three and more. Target = registered + found − removed; dosed: here.",
    )


def _place_note(say: Say) -> str:
    return say(
        "应服＝摸底应服＋现场新增－不应服＝实服＋他处已种＋未服；实服只算在本地接种的，集中为接种点、学校、门诊，补服为入户、"
        "流动队；流动队已计入各村，合计不再加。",
        "Target = registered + found − removed = dosed + elsewhere + not dosed. Dosed: here; at posts: post, school, "
        "clinic; mop-up: door, mobile team. Mobile teams are in the other lines and not added again.",
    )
