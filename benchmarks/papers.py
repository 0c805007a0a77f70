"""A paper of 300 rows as PDF, every name's glyph checked: the first time in a process and again.

    python -m benchmarks.papers [--rows 300] [--repeat 5]

报表二 of 300 villages with names of three to six characters, set as the page sets it. Prints a line for
docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import random
import time
from pathlib import Path

from fieldapp.campaigns.figures.indicators import Counts
from fieldapp.campaigns.papers.layout import Foot, Paper, density, speaker
from fieldapp.campaigns.papers.place_sheet import Place, place_table
from fieldapp.campaigns.papers.typesetting import papers_as_pdf
from fieldapp.ground.typesetting.fonts import fonts_of

LETTERS = "青树嘴大木桥三永安仁湖子口创丰新滨福美吉祥长康沙港浩成肖家湾西洲汀合城南祥和等伴太白美隆龙头百联"


def paper(rows: int) -> Paper:
    """A sheet of so many villages."""
    chance = random.Random(1)
    names = ["".join(chance.sample(LETTERS, chance.randint(3, 5))) + "村" for _n in range(rows)]
    places = [Place(str(n), name, Counts(registered=chance.randint(5, 90))) for n, name in enumerate(names)]
    columns, lines = place_table(places, Place("", ""), speaker("zh", "drops"))
    foot = Foot(("批号",) * 14, (("合计",) * 14,), ("设点数：1",), ("填表人：",))
    facts = ("填报单位：南县", "", "单位：人")
    title = "补充免疫第1轮汇总表（报表二）"
    return Paper(
        "报表二", title, "南县", "", facts, "村", columns, lines, (), (), foot, dense=density(len(lines))
    )


def main() -> None:
    """Set it some times and say how long each took."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=300)
    asked.add_argument("--repeat", type=int, default=5)
    said, took = asked.parse_args(), []
    sheet = paper(said.rows)
    for _time in range(said.repeat):
        began = time.perf_counter()
        pdf = papers_as_pdf([sheet], "报表二", "zh", fonts_of(Path("/nowhere")))
        took.append(time.perf_counter() - began)
    again = ", ".join(f"{one:.2f}" for one in took[1:])
    print(f"{said.rows} rows as PDF: {took[0]:.2f} s first, then {again} s; {len(pdf) / 1000:.0f} kB")


if __name__ == "__main__":
    main()
