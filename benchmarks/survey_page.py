"""How long the pages of a survey of 10,000 interviews take, and its report; interviews were read when they came.

    python -m benchmarks.survey_page [--interviews N]

A survey of 400 clusters in a database of its own; interviews come through the same door as those of phones. Printed as
a table in seconds of processor time (user and system), which what else runs here does not lengthen.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from pathlib import Path

from fieldapp import create_app
from fieldapp.ground.db import db
from fieldapp.models.areas import Area
from fieldapp.web.aside import threads
from tests import cast
from tests.cast import found_country, signed_in
from tests.survey.office.place import FORM, say, survey
from tests.survey.office.told import household, member, tell

EACH = 25


def told(app, interviews: int) -> tuple[object, str]:
    """A survey with so many interviews."""
    clusters = interviews // EACH
    with app.app_context():
        for n in range(clusters):
            words = {"level": "village", "parent": cast.TOWNSHIP, "county": cast.COUNTY, "population": 1000}
            db.session.add(
                Area(code=f"430921103{300 + n:03d}", name=f"第{n}村", lat=29.3, lon=112.4, **words)
            )
        db.session.commit()
    client = signed_in(app, cast.SUPERVISOR)
    page = say(
        client, "/surveys/new", FORM | {"series": ["bcg", "hepb", "polio", "dtp", "mcv", "je", "mena"]}
    )
    at = page.headers["Location"]
    say(
        client,
        f"{at}/draw",
        {"measure": "population", "strata": "one", "clusters": str(clusters), "seed": "7"},
    )
    rng = random.Random(1)
    for one in survey(app)[1]:
        tell(app, [household(one, n + 1, members=[member(rng)]) for n in range(EACH)])
    return client, at


def timed(client, address: str) -> float:
    """Processor seconds of one page."""
    before = time.process_time()
    assert client.get(address).status_code == 200
    return time.process_time() - before


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--interviews", type=int, default=10_000)
    interviews = parser.parse_args().interviews
    with tempfile.TemporaryDirectory() as folder:
        app = create_app({"FIELDAPP_INSTANCE": folder})
        with app.app_context():
            db.create_all()
            found_country()
        client, at = told(app, interviews)
        lines = [("result page, the first time", timed(client, f"{at}/result"))]
        lines += [("result page again", timed(client, f"{at}/result"))]
        lines += [("progress page", timed(client, f"{at}/watch"))]
        lines += [("report, Word", timed(client, f"{at}/report/report.docx"))]
        lines += [("report, PDF", timed(client, f"{at}/report/report.pdf"))]
        for kept in Path(folder, "surveys").iterdir():
            kept.unlink()
        before = time.process_time()
        lines += [("result page, all to read: says so", timed(client, f"{at}/result"))]
        threads.wait(600)
        lines += [("all read aside, altogether", time.process_time() - before)]
        lines += [("result page then", timed(client, f"{at}/result"))]
    print(f"{interviews} interviews")
    for words, seconds in lines:
        print(f"{words:36} {seconds:6.2f} s")


if __name__ == "__main__":
    main()
