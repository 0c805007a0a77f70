"""The fonts papers are set in: the machine's, those of the folder `fonts` in the instance, and a packaged one.

The packaged one has the rare characters of names, which the small fonts of machines lack; a machine without any Chinese
font is set in it. A county's own face comes as a file, without rights over the machine.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import typst

CHECKED: Literal["a-2b"] = "a-2b"  # the kind of PDF that may not lack a glyph
PACKAGED = "manimgx_fonts_cjk"  # Noto Sans CJK as a package of PyPI
ALWAYS_THERE = "Libertinus Serif"  # comes with typst, without Chinese
# as official tables are set, then what common systems have; a character none of them has is looked for in all others
WANTED = (
    "FangSong",
    "STFangsong",
    "FangSong_GB2312",
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "SimSun",
    "Songti SC",
    "AR PL UMing CN",
    "Source Han Sans SC",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
    "Noto Sans CJK SC",  # the packaged one
)


def fonts_of(folder: Path) -> typst.Fonts:
    """The fonts of the machine, those in a folder if it is there, and the packaged one."""
    files = tuple(sorted(map(str, folder.iterdir()))) if folder.is_dir() else ()
    return _fonts(str(folder) if files else "", files)


@lru_cache(maxsize=4)
def _fonts(folder: str, _files: tuple[str, ...]) -> typst.Fonts:
    """Read once, and again when other files lie in the folder."""
    return typst.Fonts(font_paths=[*([folder] if folder else []), *packaged()])


def packaged() -> list[str]:
    """The folder of the packaged font; none where the package was left out."""
    found = find_spec(PACKAGED)
    return list(found.submodule_search_locations or ()) if found else []


def wanted(fonts: typst.Fonts) -> list[str]:
    """The families to ask for, the best first, of those that are there."""
    there = set(fonts.families())
    return [font for font in WANTED if font in there] or [ALWAYS_THERE]


def has_chinese(fonts: typst.Fonts) -> bool:
    """Whether any of these fonts has Chinese characters."""
    try:
        typst.compile("汉字".encode(), format="pdf", font_paths=fonts, pdf_standards=[CHECKED])
    except typst.TypstError:
        return False
    return True
