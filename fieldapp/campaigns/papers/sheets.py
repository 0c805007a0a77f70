"""Puts the official sheets together, unit by unit, from what was read of a round. Counts nothing itself."""

from __future__ import annotations

from collections.abc import Iterable

from fieldapp.campaigns.antigens import antigen_names, product_name
from fieldapp.campaigns.indicators import (
    Counts,
    Figure,
    by_parts,
    round_coverage,
    round_coverage_with_elsewhere,
    zero_dose_share,
)
from fieldapp.campaigns.papers.foot import foot_of
from fieldapp.campaigns.papers.layout import Column, Paper, Row, Say, density, speaker
from fieldapp.campaigns.papers.material import BY_YEAR, Material
from fieldapp.campaigns.papers.place_sheet import Place, place_table, reason_note, removed_note, together
from fieldapp.campaigns.papers.prior_sheet import lives_of, prior_columns, prior_rows, rows_of, unknown_of
from fieldapp.campaigns.papers.units import Unit, units_of
from fieldapp.campaigns.reach import inside
from fieldapp.campaigns.words import FORMS, document_words, word

SHEETS = {"1": ("报表一", "sheet-1"), "2": ("报表二", "sheet-2")}


def papers_of(
    material: Material, sheet: str, seen: Iterable[str], areas: Iterable[str], language: str
) -> list[Paper]:
    """The sheets `1` or `2` of every unit, the whole first.

    Args:
        seen: the subtrees the person sees.
        areas: the campaign's areas: a village outside them has a line only where somebody counts in it.
    """
    areas = tuple(areas)
    shown = [code for code, c in material.everyone.items() if c != Counts() or inside(code, areas)]
    say = speaker(language, material.campaign.form)
    make = _prior_paper if sheet == "1" else _place_paper
    units = units_of(material.villages, shown, seen, material.campaign.county)
    return [make(material, unit, language, say) for unit in units]


def _prior_paper(material: Material, unit: Unit, language: str, say: Say) -> Paper:
    whole = material.place(unit.code, unit.name, unit.villages)
    ages, lives = rows_of(whole.parts, material.standard), lives_of(whole.parts)
    antigen = "、".join(antigen_names(material.campaign.product, language))
    return _paper(
        material,
        unit,
        whole,
        ("1", say("接种情况统计表", "doses given")),
        say("出生年份", "Born") if material.by == BY_YEAR else say("年龄（周岁）", "Age"),
        prior_columns(lives, antigen, say),
        prior_rows(whole.parts, ages, lives, say),
        (_prior_note(material, antigen, say),),
        language,
        say,
    )


def _prior_note(material: Material, antigen: str, say: Say) -> str:
    zh = "" if material.by == BY_YEAR else "年龄为本次行动首日的周岁；"
    en = "" if material.by == BY_YEAR else "Age in completed years on the campaign's first day. "
    return say(
        f"{zh}流动＝户籍不在本县；既往剂次为本次行动开始前的{antigen}疫苗剂次，≥3 为三剂及以上；"
        "应种＝摸底＋现场新增－不应种；实种只算在本地接种的。",
        f"{en}Migrant: not registered in this county. Earlier doses: of {antigen} vaccine before the campaign, "
        "≥3: three and more. Target = registered + found − removed; dosed: here.",
    )


def _place_paper(material: Material, unit: Unit, language: str, say: Say) -> Paper:
    places = [material.place(*line) for line in unit.lines]
    whole = together(unit.code, unit.name, places)
    columns, rows = place_table(places, material.mobile(unit.villages), say, whole)
    notes = [
        say(
            "应服＝摸底应服＋现场新增－不应服＝实服＋他处已种＋未服；实服只算在本地接种的，集中为接种点、学校、门诊，补服为入户、"
            "流动队；流动队已计入各村，合计不再加。",
            "Target = registered + found − removed = dosed + elsewhere + not dosed. Dosed: here; at posts: post, "
            "school, clinic; mop-up: door, mobile team. Mobile teams are in the other lines and not added again.",
        ),
        removed_note(whole, say),
        reason_note(whole, material.names, language, say),
    ]
    corner = (
        say("乡镇", "Township")
        if len(unit.lines) and len(unit.lines[0][0]) < 12
        else say("村（居）", "Village")
    )
    title = ("2", say("汇总表", "by place"))
    shown = tuple(note for note in notes if note)
    return _paper(material, unit, whole, title, corner, columns, rows, shown, language, say)


def _paper(
    material: Material,
    unit: Unit,
    whole: Place,
    title: tuple[str, str],
    corner: str,
    columns: tuple[Column, ...],
    rows: tuple[Row, ...],
    notes: tuple[str, ...],
    language: str,
    say: Say,
) -> Paper:
    unknown = unknown_of(whole.parts)
    name = say(SHEETS[title[0]][0], SHEETS[title[0]][1])
    n, campaign = material.round.n, material.campaign
    days = (material.round.first_day, material.round.last_day)
    plain = speaker(language, None)
    heading = plain(
        f"{campaign.name}第{n}轮{title[1]}（{name}）", f"{campaign.name}, round {n}: {title[1]} ({name})"
    )
    return Paper(
        name,
        heading,
        unit.name,
        unit.code,
        _facts(material, unit, language),
        corner,
        columns,
        rows,
        rates_of(whole, say),
        notes,
        foot_of(
            material.facts,
            unit.villages,
            material.villages.standing,
            days,
            whole.all.vaccinated,
            material.staff(unit.villages),
            campaign.form,
            language,
            say,
        ),
        unknown["any"],
        unknown_words(unknown, say),
        density(len(rows)),
    )


def _facts(material: Material, unit: Unit, language: str) -> tuple[str, ...]:
    """The lines between title and table: who reports, when, by which document, of which vaccine, in what unit.
    They hold names, which are never said in another form."""
    campaign, round_, plain = material.campaign, material.round, speaker(language, None)
    document = document_words(campaign.document_name, campaign.document_no, campaign.document_by, language)
    form, product = word(FORMS, campaign.form, language), product_name(campaign.product, language)
    stood = plain("（结束时的数）", " (as closed)") if material.as_closed else ""
    return (
        plain(f"填报单位：{unit.name}", f"Reporting unit: {unit.name}"),
        plain(
            f"接种日期：{round_.first_day} 至 {round_.last_day}",
            f"Days: {round_.first_day} to {round_.last_day}",
        ),
        plain("单位：人", "In: children"),
        plain(f"文件：{document}", f"Document: {document}"),
        plain(f"疫苗：{product}（{form}）", f"Vaccine: {product} ({form})"),
        plain(f"数字截至 {material.day}{stood}", f"Figures of {material.day}{stood}"),
    )


def rates_of(whole: Place, say: Say) -> tuple[str, ...]:
    """The line of rates: each with its two integers."""
    all_, migrant = whole.all, by_parts(whole.parts, 1).get(("migrant",), Counts())
    target, dosed = say("应种", "target"), say("实种", "dosed")

    def rate(words: str, figure: Figure, top: str, base: str) -> str:
        share = figure.percent + ("%" if figure.denominator else "")
        return f"{words} {share}（{top} {figure.numerator}÷{base} {figure.denominator}）"

    found = say(f"，含现场新增 {all_.found}", f", {all_.found} of them found") if all_.found else ""
    first = rate(say("报告接种率", "Reported coverage"), round_coverage(all_), dosed, target)
    return (
        first.removesuffix("）") + found + "）",
        rate(say("其中流动", "of it migrants"), round_coverage(migrant), dosed, target),
        rate(
            say("含他处已种", "with those dosed elsewhere"),
            round_coverage_with_elsewhere(all_),
            say("实种＋他处已种", "dosed here or elsewhere"),
            target,
        ),
        rate(
            say("0剂次占比", "zero-dose share"), zero_dose_share(all_), say("首剂", "first dose ever"), dosed
        ),
    )


def unknown_words(unknown: dict[str, int], say: Say) -> str:
    """`不详 3 人：…`; empty when everything is known of everybody."""
    if not unknown["any"]:
        return ""
    parts = (
        ("born", "出生日期", "birth date"),
        ("residence", "户籍", "residence"),
        ("prior", "既往剂次", "doses"),
    )
    some = [say(f"{zh}不详 {unknown[n]}", f"{en} {unknown[n]}") for n, zh, en in parts if unknown[n]]
    head = say(f"应种中不详 {unknown['any']} 人", f"Unknown of {unknown['any']} in the target")
    return head + say("：", ": ") + say("，", ", ").join(some)
