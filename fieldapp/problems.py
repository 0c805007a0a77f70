"""Every refusal there is: a string code, an HTTP status and a sentence a field worker understands.

Pure. Anything may raise `Problem`; one error handler renders it for pages and for the API, and the
command line prints it. Code never writes its own sentence for a refusal: it adds a row here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fieldapp.field_words import field_word
from fieldapp.showing import shown


class BadInput(ValueError):
    """Input of a command that cannot be used: one sentence that names line and field. Exit status 2."""


@dataclass(frozen=True)
class Kind:
    """One row of the catalogue: HTTP status where it is a whole answer, and the sentence in both languages."""

    status: int
    zh: str
    en: str


class Problem(Exception):
    """A refusal. `code` is a row of the catalogue; `words` fill the sentence's blanks."""

    def __init__(
        self, code: str, *, field: str | None = None, limit: int | None = None, **words: Any
    ) -> None:
        super().__init__(code)
        self.code, self.field, self.limit, self.words = code, field, limit, words

    @property
    def status(self) -> int:
        """The HTTP status when the whole request is answered with this problem."""
        return CATALOGUE[self.code].status

    def sentence(self, language: str = "zh") -> str:
        """The sentence in `language` (`zh` or `en`), blanks filled."""
        kind = CATALOGUE[self.code]
        blanks = {"field": field_word(self.field or "", language), "limit": self.limit, **self.words}
        blanks = {
            name: said if isinstance(said, int) else shown(said, language) for name, said in blanks.items()
        }
        return (kind.en if language.startswith("en") else kind.zh).format_map(_Blanks(blanks))

    def as_dict(self, language: str = "zh") -> dict[str, Any]:
        """`{code, sentence, field?, limit?}`, the shape every API answer uses."""
        said: dict[str, Any] = {"code": self.code, "sentence": self.sentence(language)}
        if self.field is not None:
            said["field"] = self.field
        if self.limit is not None:
            said["limit"] = self.limit
        return said


class _Blanks(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return ""


CATALOGUE: dict[str, Kind] = {
    # whole requests
    "not_json": Kind(
        400, "发来的内容读不懂，请再试一次。", "What was sent cannot be read; please try again."
    ),
    "bad_request": Kind(400, "请求缺少内容：{field}。", "The request lacks something: {field}."),
    "form_expired": Kind(
        400, "页面放得太久了，请再做一次。", "This page was open too long; please do it once more."
    ),
    "sign_in_again": Kind(
        401,
        "请重新登录；已记录的都还在这部手机上。",
        "Please sign in again; what you recorded is still here.",
    ),
    "wrong_password": Kind(401, "用户名或密码不对。", "User name or password is wrong."),
    "demo_here_only": Kind(
        403,
        "这里有演示人员，密码人人都知道，只能在本机上用。要给别人看，请设 FIELDAPP_DEMO=1 再启动；真正的工作请另建库。",
        "This server holds the demo people, whose passwords everybody knows, and answers its own machine only. "
        "To show it to others set FIELDAPP_DEMO=1 and start again; for real work make a new instance.",
    ),
    "not_allowed": Kind(403, "您没有做这件事的权限。", "You may not do this."),
    "not_found": Kind(404, "没有找到这一页或这一项。", "There is no such page or item."),
    "wrong_method": Kind(405, "这里不能这样操作。", "That cannot be done here."),
    "too_large": Kind(
        413,
        "一次发来的太大了（最多 {limit} 字节），会分小批再发。",
        "Too large at once (at most {limit} bytes).",
    ),
    "file_too_large": Kind(
        413,
        "文件太大，最多 {limit} MB，请分成几个小的再传。",
        "The file is too large, at most {limit} MB; share it out over several.",
    ),
    "file_differs": Kind(
        422, "文件没有传完整，请再传一次。", "The file did not come as it was named; send it again."
    ),
    "too_many": Kind(
        413, "一次发来的条数太多（最多 {limit} 条）。", "Too many operations at once (at most {limit})."
    ),
    "slow_down": Kind(429, "试得太多次了，请过 {limit} 分钟再试。", "Too many tries; wait {limit} minutes."),
    "server_fault": Kind(
        500, "服务器出错了，记录已留着，请稍后再试。", "The server failed; nothing is lost, try later."
    ),
    "changed_meanwhile": Kind(
        409,
        "您打开这一页以后，别人也存过：两个人写的都列在下面，请逐项选，再保存。",
        "Somebody else saved this after you opened it: both values stand below; choose, then save.",
    ),
    "bad_area": Kind(
        400,
        "“{area}”不是地区代码：请填代码，或打名称、拼音从列表里选。",
        "“{area}” is no code of an area: type its code, or its name and choose from the list.",
    ),
    "list_day_asked": Kind(
        422,
        "登记日期 {day} 早于已经开始的轮次：名单确实在那以前就做好了，请在核对页勾选确认；不是，请写今天。",
        "The list is of {day}, before a round that has begun: confirm that it was made then, or write today.",
    ),
    "settled_already": Kind(409, "这一条刚才已经有人处理过了。", "Somebody settled this one already."),
    "sent_already": Kind(
        409,
        "这一张已经收到过，没有再做第二遍。要看登录条，请到本人的页面重打。",
        "This was received already and was not done twice. Slips are printed again on the person’s page.",
    ),
    "busy": Kind(503, "服务器正忙，请稍后再发。", "The server is busy; try again shortly."),
    "disk_full": Kind(
        503,
        "服务器磁盘满了，请通知管理员；手机上的记录不会丢。",
        "The server's disk is full; tell the administrator.",
    ),
    # people and phones
    "username_taken": Kind(
        409, "用户名“{username}”已经有人用了。", "The user name {username} is already taken."
    ),
    "guessed_password": Kind(
        422,
        "这个密码太容易猜：不要用连续或重复的数字、字母、用户名或常见的词；管理员的密码不能只有数字。",
        "This password is easily guessed: nothing in order or repeated, no user name, no common word; "
        "an administrator's not only digits.",
    ),
    "weak_password": Kind(422, "密码至少要 {limit} 个字符。", "A password needs {limit} characters or more."),
    "password_twice": Kind(422, "两次输入的新密码不一样。", "The new password was typed in two ways."),
    "same_password": Kind(422, "新密码不能和旧密码一样。", "The new password must differ from the old one."),
    "slip_used": Kind(
        401, "这张登录条已经用过了，请找管理员换一张。", "This slip has been used; ask for a new one."
    ),
    "slip_expired": Kind(
        401, "这张登录条过期了，请找管理员换一张。", "This slip is too old; ask for a new one."
    ),
    "not_yourself": Kind(409, "不能对自己的账号这样做。", "That cannot be done to your own account."),
    "unknown_role": Kind(422, "没有这种角色：{role}。", "There is no role {role}."),
    "clinic_code_taken": Kind(
        409, "编码 {number} 已是“{name}”的，请核对。", "The code {number} is that of {name}; please check."
    ),
    "clinic_there": Kind(
        409, "这个地区已有叫“{name}”的接种单位。", "There is a clinic called {name} in this area already."
    ),
    "role_not_yours": Kind(
        422, "{role}由县管理员添加，您不能添加。", "A {role} is added by the administrator, not by you."
    ),
    "area_too_large": Kind(
        422,
        "{area} 比一个乡镇大，由县管理员来分。",
        "{area} is larger than a township: the administrator gives it.",
    ),
    "no_such_area": Kind(422, "没有代码为 {area} 的地区。", "There is no area with the code {area}."),
    "device_of_another": Kind(
        409,
        "这个手机编号是另一位使用者的，请在手机上退出后重新登录。",
        "This phone's number belongs to somebody else; sign out on the phone and sign in again.",
    ),
    "phone_stopped": Kind(403, "这部手机已停用，请找主管。", "This phone was stopped; ask your supervisor."),
    "no_such_person": Kind(
        422, "没有用户名是“{username}”的人。", "There is nobody with the user name {username}."
    ),
    "not_yours_alone": Kind(
        403,
        "这对别的县也有效，要由管所有这些县的管理员来改。",
        "This holds for other counties too: an administrator who has all of them changes it.",
    ),
    "code_taken": Kind(409, "代码“{value}”已经有了。", "The code {value} exists already."),
    # areas
    "area_code_wrong": Kind(
        422, "代码“{area}”的位数不对或不在这一级。", "The code {area} does not have the digits of this level."
    ),
    "area_code_taken": Kind(409, "代码 {area} 已经有了。", "The code {area} exists already."),
    "area_retired": Kind(409, "{area} 已经撤销，不能再改。", "The area {area} has been retired."),
    "area_unlike": Kind(
        422,
        "{area} 不能并入 {other}：要同一级、同一个县、两个不同的地区。",
        "{area} cannot be merged into {other}: two areas of one level and county are needed.",
    ),
    "area_has_children": Kind(
        409,
        "{area} 下面还有地区，先把它们并走或改码。",
        "{area} still has areas below; merge or recode those first.",
    ),
    # spreadsheets
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
    # campaigns
    "one_county": Kind(
        422, "一个活动的地区要在同一个县里。", "The areas of a campaign must lie in one county."
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
        "“{field}”里的“{value}”，这台服务器的字体里没有这个字，排不了 PDF：请管理员安装字更全的字体；"
        "XLSX 和打印不受影响。",
        "No font of this server has the character {value} of {field}: a fuller font has to be installed for the PDF; "
        "XLSX and printing work without.",
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
    # one operation
    "malformed": Kind(
        422, "这条记录的“{field}”不完整或写法不对。", "This record's {field} is missing or malformed."
    ),
    "unknown_kind": Kind(
        422, "服务器不认识这类记录（{kind}）。", "The server does not know this kind of record ({kind})."
    ),
    "wrong_value": Kind(422, "“{field}”的内容不对。", "The value of {field} cannot be right."),
    "too_long": Kind(
        422, "“{field}”太长了，最多 {limit} 个字。", "{field} is too long, at most {limit} characters."
    ),
    "born_in_future": Kind(422, "出生日期在今天以后，请更正。", "The birth date lies in the future."),
    "day_in_future": Kind(422, "日期“{field}”在今天以后，请更正。", "The day {field} lies in the future."),
    "unknown_area": Kind(
        422,
        "没有这个村（{area}），等管理员核对后会自动计入。",
        "There is no village {area} yet; it will count when there is.",
    ),
    "unknown_round": Kind(
        422, "没有这一轮次，等建好后会自动计入。", "There is no such round yet; it will count when there is."
    ),
    "unknown_device": Kind(
        422, "这部手机还没有登记，等登记后会自动计入。", "That phone is not registered yet."
    ),
    "unknown_code": Kind(
        422, "“{field}”的代码不认识（{value}），等管理员核对。", "The code of {field} is not known ({value})."
    ),
    "not_your_area": Kind(
        422,
        "这个村没有分配给您；记录已留给主管核对。",
        "This village was never assigned to you; your supervisor sees it.",
    ),
    "not_your_role": Kind(
        422,
        "您的角色不能记这类内容；记录已留给主管核对。",
        "Your role may not record this; your supervisor sees it.",
    ),
    "not_your_name": Kind(
        422, "记录人与登记的手机不一致。", "The author is not the person this phone belongs to."
    ),
    "id_reused": Kind(
        422, "同一编号发来过不同的内容，保留先到的。", "The same id came with other content; the first stays."
    ),
    "other_county": Kind(
        422, "这条记录属于别的县，不能直接改到这里。", "This record belongs to another county."
    ),
    "device_stopped": Kind(
        422, "这部手机已停用；记录已留给主管核对。", "This phone was stopped; your supervisor decides."
    ),
    "not_signed": Kind(
        422,
        "这条是别人代交的，没有记录它的手机的签名，不能确定是本人记的；请县疾控或乡镇防保科核对后计入，或等那部手机自己上报。",
        "Others handed this over without the signature of the phone that recorded it: a supervisor decides, or it "
        "counts when that phone sends it.",
    ),
    "not_author": Kind(
        422, "只有记录人或主管可以撤销；已请主管决定。", "Only the author or a supervisor may take this back."
    ),
    "not_your_record": Kind(
        422,
        "这条记录属于没有分配给您的村；已请那个村的主管核对。",
        "This record belongs to a village that was never assigned to you; that village's supervisor decides.",
    ),
}


def as_markdown() -> str:
    """The catalogue as the page docs/problems.md."""
    lines = [
        "# Every refusal there is",
        "",
        "Printed by `python tools/print_docs.py`; a test keeps it current. `{…}` is filled in when it is said.",
        "The status is that of a whole answer; about one operation of a batch a receipt says it (docs/sync.md).",
        "",
        "| code | status | 中文 | English |",
        "| --- | --- | --- | --- |",
    ]
    lines += [f"| `{code}` | {kind.status} | {kind.zh} | {kind.en} |" for code, kind in CATALOGUE.items()]
    return "\n".join(lines) + "\n"
