"""Division codes: five lengths, five levels, and a subtree is a prefix. Pure."""

from __future__ import annotations

from fieldapp.ground.problems import Problem

LEVELS = {2: "province", 4: "city", 6: "county", 9: "township", 12: "village"}
LENGTHS = tuple(LEVELS)
LEVEL_NAMES = {
    "province": ("省", "province"),
    "city": ("市", "city"),
    "county": ("县(区)", "county"),
    "township": ("乡镇(街道)", "township"),
    "village": ("村(社区)", "village"),
}
COUNTY_DIGITS, VILLAGE_DIGITS = 6, 12


def level_of(code: str) -> str | None:
    """The level a code's length says, None when it is no division code."""
    return LEVELS.get(len(code)) if code.isascii() and code.isdigit() else None


def unpadded(code: str) -> str:
    """A code without the noughts with which tables fill it up: 430921103000 is the township 430921103. No area's own
    two or three digits are all noughts."""
    if level_of(code) is None:
        return code
    for length in (2, 4, 6, 9):
        if len(code) in (6, 9, 12) and len(code) > length and not code[length:].strip("0"):
            return code[:length]
    return code


def parent_of(code: str) -> str | None:
    """The code one level up, None above a province."""
    shorter = [length for length in LENGTHS if length < len(code)]
    return code[: shorter[-1]] if shorter else None


def path_of(code: str) -> list[str]:
    """The codes from the province down to `code` itself."""
    return [code[:length] for length in LENGTHS if length <= len(code)]


def span(prefix: str) -> tuple[str, str]:
    """Lowest and highest code of the subtree under `prefix`, itself included, for a BETWEEN."""
    return prefix, prefix + "9" * (VILLAGE_DIGITS - len(prefix))


def require_code(field: str, area: str) -> None:
    """Go on only with what can be a code: a name or half a code is a slip, not a trespass.

    Raises:
        Problem: `bad_area`.
    """
    if level_of(area) is None:
        raise Problem("bad_area", field=field, area=area[:60])
