"""The fonts papers are set in: the machine's, and those of the folder `fonts` in the instance.

So a server without a Chinese font can be given one as a file, without rights over the machine.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

import typst

CHECKED: Literal["a-2b"] = "a-2b"  # the kind of PDF that may not lack a glyph
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
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
)


def fonts_of(folder: Path) -> typst.Fonts:
    """The fonts of the machine, and those in a folder if it is there."""
    files = tuple(sorted(map(str, folder.iterdir()))) if folder.is_dir() else ()
    return _fonts(str(folder) if files else "", files)


@lru_cache(maxsize=4)
def _fonts(folder: str, _files: tuple[str, ...]) -> typst.Fonts:
    """Read once, and again when other files lie in the folder."""
    return typst.Fonts(font_paths=[folder] if folder else [])


def wanted(fonts: typst.Fonts) -> list[str]:
    """The families to ask for, the best first, of those that are there."""
    there = set(fonts.families())
    return [font for font in WANTED if font in there] or [ALWAYS_THERE]


def has_chinese(fonts: typst.Fonts | None = None) -> bool:
    """Whether any of these fonts (the machine's, where nothing is said) has Chinese characters."""
    try:
        typst.compile(
            "汉字".encode(), format="pdf", font_paths=fonts or typst.Fonts(), pdf_standards=[CHECKED]
        )
    except typst.TypstError:
        return False
    return True
