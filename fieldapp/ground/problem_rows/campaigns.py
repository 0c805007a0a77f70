"""Refusals about campaigns, rounds, posts and who is given what."""

from __future__ import annotations

from fieldapp.ground.problem_rows.kind import Kind

ROWS: dict[str, Kind] = {
    "one_county": Kind(
        422, "一个活动的地区要在同一个县里。", "The areas of a campaign must lie in one county."
    ),
    "before_the_first": Kind(422, "“{field}”不能早于开始的一天。", "{field} lies before the first day."),
    "after_the_last": Kind(
        422, "“{field}”不能晚于活动的结束日期。", "{field} lies after the campaign’s last day."
    ),
    "ages_reversed": Kind(422, "“{field}”比开始的年龄小。", "{field} is below the age it begins with."),
    "group_twice": Kind(422, "“{field}”：和上面的一组一样。", "{field}: the same group as one above."),
    "group_not_meant": Kind(
        422,
        "“{field}”：这个年龄不全在上面的出生日期里，先改出生日期。",
        "{field}: these ages do not lie within the days of birth above; change those first.",
    ),
    "too_many_days": Kind(
        422, "“{field}”：一次最多 {limit} 天。", "{field}: at most {limit} days at a time."
    ),
    "slot_full": Kind(409, "这个时段约满了，请换一个时段。", "That time is full: choose another."),
    "past_cutoff": Kind(
        409,
        "过了这一场的预约截止时间，请换一场。",
        "The hour up to which one could be put down for this session is past: choose another.",
    ),
    "rounds_cross": Kind(422, "各轮的日期不能重叠或颠倒。", "Rounds may not overlap or change places."),
    "unknown_cell": Kind(
        422,
        "“{said}”不是{zh}，无法列出这一格的孩子。",
        "{said!r} is not {en}: such a cell does not exist.",
    ),
    "round_not_counted": Kind(
        409,
        "“{name}”还没有启动，还不计数。",
        "{name} is not open yet, so nothing is counted.",
    ),
    "too_many_lines": Kind(
        422,
        "太多了：{n} 名，一次最多下载 {limit} 名。请先选一个乡镇或村。",
        "Too many: {n} children, at most {limit} can be downloaded at once. Choose a township or village first.",
    ),
    "nothing_to_take_back": Kind(
        409,
        "这次导入的都已经撤回，或后来有人改过、去过，没有能撤回的了。",
        "All of this import was taken back, or changed or visited since: there is nothing left to take back.",
    ),
    "nothing_to_export": Kind(
        409,
        "没有等着导出的接种记录：都导出过，或名单里已经有了。",
        "No dose waits to be given out: all were, or the register has them.",
    ),
    "pupil_left": Kind(
        409,
        "这个孩子已离开这所学校：只能更改离校的日子和去向，其他的由现在的学校或接种单位更改。",
        "This child has left the school: only the day it left and where it went can be changed here; the rest is for "
        "its school or clinic of now.",
    ),
    "not_in_its_days": Kind(
        409,
        "今天不在这次核对的日期里，或者这次核对已经定稿，不能再记。",
        "Today is not one of the days of this comparison, or its result was issued: nothing more is recorded.",
    ),
    "wrong_state": Kind(409, "现在的状态不能这样做。", "That cannot be done in the present state."),
    "villages_free": Kind(
        409,
        "第{n}轮的 {whole} 个村里还有 {free} 个没有分到人，这些村的手机上不会有名单；先分村，或勾选“知道了”再启动。",
        "{free} of the {whole} villages of round {n} are nobody's yet: no phone holds them. Assign them, or confirm.",
    ),
    "rounds_too_close": Kind(
        409,
        "第{n}轮和第{other}轮的首日只隔 {apart} 天，两剂至少要隔 {limit} 天：请核对轮次日期，或勾选“知道了”再启动。",
        "Rounds {n} and {other} begin {apart} days apart, doses must be {limit}: check the days, or confirm.",
    ),
    "round_not_begun": Kind(
        409,
        "第{n}轮 {day} 才开始，还不能结束；不办了请删除这一轮，改期请改日期。",
        "Round {n} begins on {day} and cannot be closed yet: remove it, or change its days.",
    ),
    "campaign_closed": Kind(
        409,
        "这次活动已结束，不能再改；要改请先在方案页重新打开。",
        "This campaign is closed. To change it, open it again on the plan's page.",
    ),
    "still_used": Kind(
        409, "“{name}”不能删除，因为有{what}。", "{name} cannot be removed, since there are {what}."
    ),
    "last_round": Kind(
        409,
        "进行中的活动至少要有一轮，不能删除唯一的一轮。",
        "An open campaign needs a round: its only one cannot be removed.",
    ),
    "no_chinese_font": Kind(
        422,
        "这台服务器没有中文字体，排不了 PDF：请管理员安装软件包 {value}，"
        "或把一个中文字体文件放进实例目录的 fonts 文件夹；"
        "XLSX 和打印不受影响。",
        "This server has no Chinese font to set a PDF with: let the administrator install the package {value}, or put "
        "a font file into the folder fonts of the instance; XLSX and printing work without.",
    ),
    "no_glyph": Kind(
        422,
        "“{field}”里的“{value}”，这台服务器的字体里没有这个字，排不了 PDF："
        "请管理员把有这个字的字体文件放进实例目录的 fonts 文件夹；"
        "别的孩子、别的页可以分开打印，有 XLSX 的也可以先用 XLSX。",
        "No font of this server has the character {value} of {field}: the administrator can put a font file that has "
        "it into the folder fonts of the instance; what does not name it can be printed on its own, and an XLSX, "
        "where there is one, works without.",
    ),
    "no_rounds": Kind(422, "还没有轮次，先加上轮次再启动。", "Add a round before opening the campaign."),
    "no_document": Kind(
        409,
        "还没有填写下达任务的文件（文号）。确认无误也可以不填，勾选“知道了”再启动。",
        "No ordering document is named; tick the box to open the campaign without one.",
    ),
    "bad_handover": Kind(
        422,
        "这不是手机导出的未上报记录。",
        "This is not a file of unsent records exported by a phone.",
    ),
}
