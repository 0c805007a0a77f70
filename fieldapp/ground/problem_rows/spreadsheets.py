"""Refusals about sheets and files that are brought in."""

from __future__ import annotations

from fieldapp.ground.problem_rows.kind import Kind

ROWS: dict[str, Kind] = {
    "sheet_unreadable": Kind(
        422,
        "这个文件读不出表格：不是表格，或已损坏。请用 Excel 或 WPS 打开，另存为 XLSX 后再上传。",
        "No table can be read from this file: it is none, or it is damaged. Open it in Excel and save it as XLSX.",
    ),
    "sheet_locked": Kind(
        422,
        "这个文件有密码，请先取消密码再上传。",
        "This file has a password; take the password off and send it again.",
    ),
    "sheet_letters": Kind(
        422,
        "第 {line} 行有读不出的字，文件可能在传送时损坏了：请从原来的程序另存为 XLSX 后再上传。",
        "Line {line} has letters that cannot be read; the file may have been damaged: save it as XLSX and send that.",
    ),
    "sheet_all_hidden": Kind(
        422,
        "这个文件里的工作表都是隐藏的，没有读：请取消隐藏要用的那一张。",
        "Every sheet of this file is hidden and none was read: show the one that is meant.",
    ),
    "sheet_empty": Kind(
        422,
        "表头下面还没有填内容，请填好再上传。",
        "Nothing is filled in under the heading; fill it in first.",
    ),
    "national_table": Kind(
        422,
        "这是全国区划表，不从网页导入：请管理员在服务器上运行 fieldapp areas import {name}，"
        "同一文件夹里要有 provinces.csv、cities.csv、areas.csv、streets.csv。",
        "This is the national table: run 'fieldapp areas import {name}' on the server, with provinces.csv, cities.csv, "
        "areas.csv and streets.csv beside it.",
    ),
    "outlines_unreadable": Kind(
        422,
        "这个文件不是完整的 GeoJSON，请重新导出后再上传。",
        "This file is not a whole GeoJSON file; export it again.",
    ),
    "sheet_line": Kind(
        422,
        "第 {line} 行分不成格：引号没有成对，或格数比表头多。",
        "Line {line} does not come apart into cells: an odd quote, or more cells than headings.",
    ),
    "sheet_too_long": Kind(
        413, "表格太长，最多 {limit} 行。", "The sheet is too long, at most {limit} lines."
    ),
    "sheet_without": Kind(422, "表格缺少“{field}”一列。", "The sheet lacks the column {field}."),
    "sheet_heading_twice": Kind(
        422,
        "“{field}”这一列有两个（{first} 列和 {second} 列），请删去一个。",
        "The column {field} stands twice (columns {first} and {second}); remove one.",
    ),
    "not_right": Kind(422, "“{field}”{why}。", "{field}: {why}."),
}
