"""Write the compiled schedule for the phone, with the words to show it: tools/schedule_json.py FILE."""

import json
import sys
from pathlib import Path

from fieldapp.schedule import compile_rules, packaged

ONLY_IN_THE_OFFICE = ("counter", "sex")
library = packaged()
content = {
    "rules": {"": compile_rules(library)}
    | {name: compile_rules(library, None, name) for name in library.provinces},
    "words": {table: words for table, words in library.words.items() if table not in ONLY_IN_THE_OFFICE},
    "products": [
        {"id": product["id"], "zh": product["zh"], "en": product["en"]} for product in library.products
    ],
    "editions": {one.id: {lang: one.head[lang] for lang in ("zh", "en")} for one in library.in_order()},
    "provinces": {
        name: {lang: sheet.head[lang] for lang in ("zh", "en")} for name, sheet in library.provinces.items()
    },
}
Path(sys.argv[1]).write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
