"""By what a survey's children are broken down, or known in number, and what each group is called."""

from __future__ import annotations

Words = tuple[str, str]
GROUP_WORDS: dict[str, Words] = {
    "stratum": ("层", "Stratum"),
    "residence": ("本地、流动", "Residence"),
    "sex": ("性别", "Sex"),
    "township": ("乡镇", "Township"),
}
VALUES: dict[str, tuple[str, ...]] = {"residence": ("local", "migrant"), "sex": ("male", "female")}
VALUE_WORDS: dict[str, Words] = {
    "local": ("本地", "local"),
    "migrant": ("流动", "migrant"),
    "male": ("男", "male"),
    "female": ("女", "female"),
}
