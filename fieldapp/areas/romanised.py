"""Names of places and people in Latin letters, for who reads no Chinese. Pure.

Pinyin without tones, a syllable that begins with a vowel set apart (Feng'anba), ü as ü: China's own spelling of names
(GB/T 16159-2012; GB/T 28039-2011 for people: family name first). What a place is (village, township, its hospital) is
said in English, since that is what tells it apart; a name of one syllable keeps it (Nanxian). The phone has the same
rule (static/field/core/roman.js); tests/romanised_cases.json holds both to it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from fieldapp.areas.pinyin import IN_PLACES, pinyin_of

KINDS = (  # of two that end a name, the longer
    ("社区卫生服务中心", "Community Health Center"),
    ("社区卫生服务站", "Community Health Station"),
    ("疾病预防控制中心", "CDC"),
    ("预防接种门诊", "Vaccination Clinic"),
    ("妇幼保健院", "Maternal and Child Health Hospital"),
    ("中心卫生院", "Central Township Hospital"),
    ("卫生服务中心", "Health Center"),
    ("卫生服务站", "Health Station"),
    ("村卫生室", "Village Clinic"),
    ("人民医院", "People's Hospital"),
    ("接种门诊", "Vaccination Clinic"),
    ("疾控中心", "CDC"),
    ("卫生院", "Township Hospital"),
    ("卫生室", "Village Clinic"),
    ("卫健局", "Health Bureau"),
    ("中医院", "Hospital of Chinese Medicine"),
    ("医院", "Hospital"),
    ("接种点", "Vaccination Post"),
    ("幼儿园", "Kindergarten"),
    ("小学", "Primary School"),
    ("中学", "Middle School"),
    ("社区居民委员会", "Community"),
    ("社区居委会", "Community"),
    ("村民委员会", "Village"),
    ("居民委员会", "Community"),
    ("街道办事处", "Subdistrict"),
    ("村委会", "Village"),
    ("居委会", "Community"),
    ("村部", "Village Office"),
    ("自治县", "Autonomous County"),
    ("自治州", "Autonomous Prefecture"),
    ("自治区", "Autonomous Region"),
    ("街道", "Subdistrict"),
    ("社区", "Community"),
    ("农场", "Farm"),
    ("林场", "Forest Farm"),
    ("渔场", "Fishery"),
    ("村", "Village"),
    ("镇", "Town"),
    ("乡", "Township"),
    ("县", "County"),
    ("区", "District"),
    ("市", "City"),
    ("省", "Province"),
)
OF_A_TOWNSHIP = ("Township Hospital", "Central Township Hospital")  # which says already that it is a town's
OF_A_VILLAGE = ("Village Clinic", "Village Office")
SPELLED = {"陕西": "Shaanxi", "内蒙古": "Inner Mongolia", "香港": "Hong Kong", "澳门": "Macao"}
# characters that read otherwise as a family name
FAMILIES = {
    "单": "shan", "仇": "qiu", "区": "ou", "解": "xie", "查": "zha", "曾": "zeng", "任": "ren", "盖": "ge",
    "朴": "piao", "缪": "miao", "乐": "yue", "尉": "yu", "翟": "zhai", "员": "yun", "覃": "qin", "华": "hua",
    "燕": "yan", "哈": "ha", "折": "she", "种": "chong", "秘": "bi", "繁": "po", "洗": "xian", "黑": "he",
    "召": "shao", "冼": "xian", "纪": "ji", "应": "ying", "宁": "ning", "卜": "bu", "万": "wan", "车": "che",
}  # fmt: skip
OF_TWO = tuple(
    "欧阳 司马 诸葛 上官 东方 夏侯 皇甫 尉迟 公孙 慕容 令狐 长孙 宇文 司徒 钟离 闻人 赫连 澹台 端木 独孤 南宫 东郭 百里 呼延 淳于 单于".split()
)
READ_AS = {"尉迟": "yuchi", "单于": "chanyu", "长孙": "zhangsun", "澹台": "tantai", "令狐": "linghu"}
HAN = re.compile(r"[一-鿿㐀-䶿\U00020000-\U0003ffff]")
# What is said of somebody who is not named.
DESCRIBED = re.compile(
    r"[住租用农某散]户|户主|邻居|邻[村镇乡县组]|家长|[村居]民|孩子|小孩|儿子|女儿|婴儿|[男女]婴|取名|无名|未知|不详|不明|不知|"
    r"人员|负责人|值班|医生|护士|主任|书记|管理员|卫生|疾控|学校|中心|奶奶|爷爷|外[公婆]|妈妈|爸爸|父亲|母亲"
)
OF_A_PLACE = re.compile(r"^(.+?)（(.+)）$")  # 张三（大木桥村）
GROUP = re.compile(r"^第?(\d+|[一二三四五六七八九十]+)(?:村民小)?组$")
DIGITS = "零一二三四五六七八九十"
ABOVE = re.compile(r"^(.+?[省市县区镇乡](?![省市县区镇乡]))(?=..)")


@lru_cache(maxsize=20_000)
def place_in_latin(name: str) -> str:
    """`大木桥村` is `Damuqiao Village`, `南县` `Nanxian`, `中鱼口镇卫生院` `Zhongyukou Township Hospital`.

    A place named with those above it has them before it: `南县 青树嘴镇` is `Nanxian Qingshuzui Town`. Empty where the
    name has no Chinese character.
    """
    if not HAN.search(name):
        return ""
    return " ".join(filter(None, (_one_place(part) for part in name.split())))


@lru_cache(maxsize=20_000)
def person_in_latin(name: str) -> str:
    """`王建国` is `Wang Jianguo`; empty where the name has no Chinese character, or is a description (邻镇住户)."""
    if not HAN.search(name) or DESCRIBED.search(name.split("（")[0]):
        return ""
    if placed := OF_A_PLACE.match(name):
        return f"{person_in_latin(placed[1])} ({_one_place(placed[2])})"
    if "·" in name:
        return " ".join(_word(part) for part in name.split("·") if part.strip())
    whole = "".join(name.split())
    size = 2 if whole.startswith(OF_TWO) and len(whole) > 2 else 1
    family, given = whole[:size], whole[size:]
    read = FAMILIES.get(family) or READ_AS.get(family)
    return " ".join(filter(None, (read.capitalize() if read else _word(family), _word(given))))


def _one_place(name: str) -> str:
    if numbered := GROUP.match(name):
        return f"Group {_number(numbered[1])}"
    for ending, kind in KINDS:
        own = name.removesuffix(ending)
        if own != name and len(own) > 1:
            return f"{_own(own, kind)} {kind}"
    return SPELLED.get(name) or _word(name, in_places=True)


def _own(own: str, kind: str) -> str:
    """What stands before the kind: a name, or the place a clinic belongs to."""
    if above := ABOVE.match(own):
        return f"{_one_place(above[1])} {_own(own[above.end() :], kind)}"
    said = _one_place(own)
    if kind in OF_A_TOWNSHIP:
        return re.sub(r" (Town|Township)$", "", said)
    return re.sub(r" Village$", "", said) if kind in OF_A_VILLAGE else said


def _number(words: str) -> int:
    if words.isdigit():
        return int(words)
    tens, ten, ones = words.rpartition("十")
    whole = (DIGITS.index(tens) if tens else 1) * 10 if ten else 0
    return whole + (DIGITS.index(ones) if ones else 0)


def _word(characters: str, *, in_places: bool = False) -> str:
    """One word of several syllables. What has no reading stands as it is."""
    said = ""
    for one in characters.strip():
        usual = pinyin_of(one)[0] if in_places or one not in IN_PLACES else pinyin_of(one, as_phrase=True)[0]
        syllable = (usual or one).replace("v", "ü") if HAN.match(one) else one
        said += f"'{syllable}" if said[-1:].isalpha() and HAN.match(one) and syllable[0] in "aoe" else syllable
    said = re.sub(r"(?<=[^\W\d])(?=\d)|(?<=\d)(?=[^\W\d])", " ", said)  # 12 stands apart
    return said[:1].upper() + said[1:]
