"""Refusals about people, their accounts, areas and phones."""

from __future__ import annotations

from fieldapp.ground.problem_rows.kind import Kind

ROWS: dict[str, Kind] = {
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
    "present_password_wrong": Kind(
        401,
        "“现在的密码”不对，新密码没有存。",
        "The present password is wrong; the new one was not saved.",
    ),
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
}
