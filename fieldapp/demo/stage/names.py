"""Invented names: common surnames, some of two characters or two readings, rare characters, dots. Pure."""

from __future__ import annotations

from random import Random

SURNAMES: tuple[str, ...] = (
    *"李王张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗" * 6,
    *"彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
    * 2,
    *"单仇区解查盖冼佘缪燕曲尉宓乐粟" * 2,
    *("欧阳", "上官", "司马", "诸葛", "夏侯") * 3,
)
GIVEN = tuple(
    "一子宇浩欣梓涵轩怡佳雨晨诗思琪俊杰嘉豪玥婷静雯文博明辉国强建军丽娟芳秀英华平志勇安宁可心乐天依诺若曦沐辰语桐"
)
RARE = ("堃", "喆", "燚", "赟", "翀", "犇", "淼", "昇", "祎", "䶮", "龑", "𬭎")
OLD = tuple("桂兰秀珍玉梅春香建国志强明华德贵福生长根满秀金莲新民爱萍")
DOTTED = ("古丽米热·艾合买提", "阿依努尔·买买提", "迪丽拜尔·阿不力孜", "穆罕默德·伊斯玛仪")


def surname(rng: Random) -> str:
    """A surname, common ones more often."""
    return rng.choice(SURNAMES)


def child_name(family: str, rng: Random) -> str | None:
    """A child's name; None for one not named yet, sometimes a rare character or a name with a dot."""
    lot = rng.random()
    if lot < 0.004:
        return rng.choice(DOTTED)
    if lot < 0.012:
        return None
    given = rng.choice(RARE) if lot < 0.03 else rng.choice(GIVEN)
    return family + given + (rng.choice(GIVEN) if rng.random() < 0.7 else "")


def grown_name(rng: Random, family: str | None = None) -> str:
    """A grown-up's name."""
    return (family or surname(rng)) + rng.choice(OLD) + (rng.choice(OLD) if rng.random() < 0.7 else "")


def phone_number(rng: Random) -> str:
    """A number nobody has: 1380000 and four digits."""
    return f"1380000{rng.randrange(10000):04d}"
