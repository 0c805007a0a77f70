"""Answers with what the office writes down of them, to hold the phone against.

python -m tests.school.assessing.said
"""

from __future__ import annotations

import itertools
import json
from typing import Any

from fieldapp.school.assessing.answers import ANSWERS, CERTIFICATES, NO_PROOF, WHY, Said, check_data
from fieldapp.school.assessing.slot_words import ROWS
from fieldapp.school.outcome import WITHOUT

SLOTS = ((), (("dtp", 5), ("menac", 2)), (("mcv", 2),))


def told() -> list[dict[str, Any]]:
    """Every answer with every certificate, some doses and reasons, with and without clinic and number."""
    found = []
    for answer, held, slots, why, by in itertools.product(ANSWERS, CERTIFICATES, SLOTS, WHY, ("", "clinic")):
        if (held in WITHOUT) == (answer == NO_PROOF):
            words = {"assessed_on": "2026-08-20", "assessed_by": by, "report_no": by and "PG-1"}
            said = Said(answer, "2026-09-10", held, slots=slots, why=why, **words)
            form = {"answer": answer, "certificate": held, "lacks": held, "why": why, **words}
            picked = " ".join(f"{series}-{n}" for series, n in slots)
            found.append({"form": form | {"picked": picked}, "said": check_data(said)})
    return found


if __name__ == "__main__":
    print(json.dumps({"told": told(), "rows": ROWS}))
