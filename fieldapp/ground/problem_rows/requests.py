"""Refusals of a whole request: nothing of it was looked at, or nobody may ask it."""

from __future__ import annotations

from fieldapp.ground.problem_rows.kind import Kind

ROWS: dict[str, Kind] = {
    "not_json": Kind(
        400, "发来的内容读不懂，请再试一次。", "What was sent cannot be read; please try again."
    ),
    "bad_request": Kind(400, "还没有填“{field}”。", "“{field}” is not filled in."),
    "no_day": Kind(
        422,
        "“{field}”不是日期：请写成 20250305 或 2025-03-05。",
        "“{field}” is no day: write it as 20250305 or 2025-03-05.",
    ),
    "nothing_to_hand_in": Kind(
        409,
        "这张表里还没有要查验的学生，先导入名册再上报。",
        "No pupil of this table is to be checked yet; bring in the rosters first, then hand it in.",
    ),
    "no_number": Kind(
        422,
        "“{field}”要写数字，{low} 到 {high}。",
        "“{field}” is a number from {low} to {high}.",
    ),
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
    "too_many_tries": Kind(
        429,
        "24小时内对不上的编号已超过 {limit} 个，先停一停：请按姓名添加，或明天再试。对得上的不受影响。",
        "More than {limit} numbers that fit no child within 24 hours: add by name, or go on tomorrow. Those that fit "
        "are not held up.",
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
}
