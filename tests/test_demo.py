"""The demo county: the published figures come out of it, and telling it again changes nothing."""

from __future__ import annotations

import io
import itertools
import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from fieldapp.accounts.showcase import PASSWORD
from fieldapp.areas.villages import read_villages
from fieldapp.campaigns.detail_table.collecting import read_foot
from fieldapp.catchup.export.sample import last_day
from fieldapp.commands.main import main
from fieldapp.commands.server import guard_demo, prepare
from fieldapp.demo import scale, tell
from fieldapp.demo.stage.cast import Cast
from fieldapp.demo.stage.places import COUNTY, FARM, PUBLISHED, outline, place, villages_of
from fieldapp.ground.db import Base, db
from fieldapp.ground.problems import BadInput
from fieldapp.models.areas import Area
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.models.people import ROLES, Person
from fieldapp.models.settings import Setting
from fieldapp.sync.rework.replay import recount, verify
from tests import cast
from tests.conftest import make_app
from tests.sync.county import picture
from tests.told_demo import demo_in

RESIDENTS = (229, 275, 264, 256, 286, 280, 288)
MIGRANTS = (3, 4, 2, 2, 3, 3, 1)
CAST = Cast(1)


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def demo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The demo of seed 1, told once."""
    folder = tmp_path_factory.mktemp("demo")
    if request.param == "postgres":
        app = make_app(folder, DATABASE_URL=request.getfixturevalue("postgres_url"))
        prepare(app)
        tell.tell(app, 0, 1, lambda _n: None)
    else:
        app = make_app(demo_in(folder, tmp_path_factory))
    with app.app_context():
        yield app
        db.session.remove()
        with db.engine.begin() as connection:
            connection.exec_driver_sql("DROP TABLE alembic_version")
        db.drop_all()
        db.engine.dispose()


def counts(round_: str, area: str, slices: str) -> dict[str, Counter[str]]:
    """Measures by slice, its part for earlier doses left out, summed over the villages under `area`."""
    tally = Base.metadata.tables["tally"]
    query = select(tally.c.slice, tally.c.measure, func.sum(tally.c.n)).where(
        tally.c.round == round_, tally.c.area.startswith(area), tally.c.slice.startswith(slices)
    )
    found: dict[str, Counter[str]] = {}
    for slice_, measure, n in db.session.execute(query.group_by(tally.c.slice, tally.c.measure)):
        found.setdefault("|".join(slice_.split("|")[:2]), Counter())[measure] += int(n)
    return found


@pytest.mark.parametrize("round_", CAST.rounds)
def test_both_rounds_of_the_published_township_give_its_table(demo: Flask, round_: str) -> None:
    table = counts(round_, PUBLISHED, "age:")
    for home, expected in (("local", RESIDENTS), ("migrant", MIGRANTS)):
        assert tuple(table[f"age:{age}|{home}"]["registered"] for age in range(7)) == expected
        assert tuple(table[f"age:{age}|{home}"]["vaccinated"] for age in range(7)) == expected
    assert counts(round_, PUBLISHED, "all")["all"]["vaccinated"] == 1878 + 18


def test_the_farm_found_thirteen_and_seventeen_children_on_the_day(demo: Flask) -> None:
    for round_, registered, found in zip(CAST.farm_rounds, (178, 202), (13, 17), strict=True):
        measured = counts(round_, FARM, "all")["all"]
        assert (measured["registered"], measured["found"]) == (registered, found)
        assert measured["vaccinated"] == registered + found
    homes = counts(CAST.farm_rounds[1], FARM, "age:")
    migrants = sum(row["vaccinated"] for slice_, row in homes.items() if slice_.endswith("|migrant"))
    assert migrants == 79


def test_the_papers_of_the_closed_round_have_its_vials_and_reports(demo: Flask) -> None:
    kept = Base.metadata.tables["closed_round"]
    facts = json.loads(db.session.scalar(select(kept.c.facts).where(kept.c.round == CAST.rounds[0])))
    kinds = Counter(kind for kind, _area, _on, _words in facts["said"])
    assert kinds["vials"] > 10 and kinds["zero_report"] > 50
    assert len(facts["batches"]) == 1


def test_the_other_townships_show_the_ordinary_mess(demo: Flask) -> None:
    log = Base.metadata.tables["operation"]
    query = select(log.c.verdict, func.count()).group_by(log.c.verdict)
    verdicts = dict(db.session.execute(query).all())
    assert {"applied", "conflict", "held", "refused"} == set(verdicts)
    assert db.session.scalar(select(func.count()).where(log.c.late)) > 40
    assert db.session.scalar(select(func.count()).where(log.c.clock_off)) > 50
    kinds = set(db.session.scalars(select(log.c.kind).distinct()))
    assert {"aefi", "zero_report", "vials", "same_child", "paper_tally", "batch", "dose"} <= kinds
    everything = counts(CAST.rounds[1], "430921", "all")["all"]
    assert everything["waiting"] == 3
    assert everything["registered"] - everything["vaccinated"] > 0
    reasons = set(counts(CAST.rounds[0], "430921", "reason:"))
    assert {"reason:absent_long", "reason:absent_short", "reason:refused", "reason:ill"} <= reasons


@pytest.mark.parametrize("number", [0, 1])
def test_more_doses_are_opened_than_given(demo: Flask, number: int) -> None:
    round_ = db.session.get_one(Round, CAST.rounds[number])
    with db.engine.connect() as connection:
        villages = read_villages(connection, "430921", [PUBLISHED])
        foot = read_foot(connection, db.session.get_one(Campaign, round_.campaign), round_, villages)
    assert 1 <= float(foot.wastage) < 1.5


def test_folding_the_log_again_finds_no_difference(demo: Flask) -> None:
    assert verify(db.engine) == []
    assert recount(db.engine) == []


def test_telling_it_again_changes_nothing(demo: Flask) -> None:
    log = Base.metadata.tables["operation"]
    people = select(func.count()).select_from(Person)
    before, size = picture(db.engine), db.session.scalar(select(func.count()).select_from(log))
    staff = db.session.scalar(people)
    told = tell.tell(demo, 0, 1, lambda _n: None)
    assert picture(db.engine) == before
    assert db.session.scalar(select(func.count()).select_from(log)) == size
    assert db.session.scalar(people) == staff == len(told["people"])


def test_a_database_keeps_one_seed(demo: Flask) -> None:
    with pytest.raises(BadInput, match="seed 1"):
        tell.check_empty(db.session(), 2)


def test_the_same_seed_gives_the_same_operations_and_another_seed_others() -> None:
    first, again, other = (tell.story_of(Cast(seed)) for seed in (7, 7, 8))
    assert first == again
    ids = [{op["id"] for op in story.listing} for story, _incidents in (first, other)]
    assert not ids[0] & ids[1]


def test_a_block_of_fewer_children_is_the_beginning_of_a_larger_one() -> None:
    cast = Cast(1)
    blocks = []
    for size in (40, scale.BLOCK):
        (village, number, _size), *_more = scale.blocks(size)
        phone = scale.phone_of(cast, "person", village, number)
        blocks.append(list(scale.block(cast, phone, village, number, size)))
    small, large = blocks
    assert large[: len(small)] == small
    assert [op["seq"] for op in large] == list(range(1, len(large) + 1))
    assert sum(op["kind"] == "child" for op in small) == 40


def test_the_command_scales_and_prints_who_can_sign_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FIELDAPP_INSTANCE", str(tmp_path))
    monkeypatch.setenv("FIELDAPP_ARGON2_MEMORY_KIB", "8")
    main(["demo", "--children", "4100", "--json"])
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert set(told) == {"people", "campaign", "rounds", "county"}
    assert told["county"] == "430921" and told["rounds"] == CAST.rounds
    assert all(set(person) == {"username", "password", "role", "areas"} for person in told["people"])
    assert {person["role"] for person in told["people"]} == set(ROLES)
    main(["demo", "--children", "5300"])  # goes on where the smaller one ended
    with sqlite3.connect(tmp_path / "fieldapp.sqlite") as connection:
        assert connection.execute("SELECT count(*) FROM child WHERE known").fetchone() == (5300,)
    connection.close()


def holds_the_demo(app: Flask) -> None:
    """An application with the demo people, which nobody called a demonstration."""
    with app.app_context():
        db.session.add(Setting(name="demo", value="{}"))
        db.session.commit()
    app.config["DEMO"] = False


def test_demo_passwords_serve_this_machine_only(app: Flask) -> None:
    holds_the_demo(app)
    guard_demo(app, "127.0.0.1")
    app.config["DEMO"] = False
    with pytest.raises(BadInput, match="FIELDAPP_DEMO"):
        guard_demo(app, "0.0.0.0")
    app.config["TRUST_PROXY"] = True
    with pytest.raises(BadInput, match="FIELDAPP_DEMO"):
        guard_demo(app, "127.0.0.1")
    app.config.update(TRUST_PROXY=False, DEMO=True)
    guard_demo(app, "0.0.0.0")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "127.0.0.1:8000"}, 200),
        ({"Host": "[::1]:8000"}, 200),
        ({"Host": "county.example.cn"}, 403),
        ({"X-Forwarded-For": "10.1.2.3"}, 403),
        ({"Forwarded": "for=10.1.2.3"}, 403),
    ],
)
def test_demo_passwords_are_not_handed_on_by_a_proxy(
    app: Flask, headers: dict[str, str], status: int
) -> None:
    holds_the_demo(app)
    guard_demo(app, "127.0.0.1")
    answer = app.test_client().get("/alive", headers=headers)
    assert answer.status_code == status
    assert status == 200 or answer.json["problem"]["code"] == "demo_here_only"


def test_real_records_are_never_mixed_with_the_demo(app: Flask) -> None:
    with app.app_context():
        log = Base.metadata.tables["operation"]
        words = {"county": "430921", "position": 1, "raw": "{}", "received": "2025-12-01T00:00:00.000Z"}
        flags = dict.fromkeys(("by_supervisor", "late", "clock_off"), False)
        db.session.execute(log.insert().values(verdict="refused", **words, **flags))
        with pytest.raises(BadInput, match="no demo"):
            tell.check_empty(db.session(), 1)


def test_areas_have_real_codes_under_their_parents(demo: Flask) -> None:
    assert db.session.get(Area, PUBLISHED).name == "青树嘴镇"
    assert len(villages_of(PUBLISHED)) == 11
    assert db.session.get(Area, "430921103213").parent == PUBLISHED
    assert all(re.fullmatch(r"\d{12}", village.code) for village in villages_of("430921"))


def test_an_outline_surrounds_its_village_and_no_other() -> None:
    village, others = place("430921103213"), villages_of("430921")
    ring = outline(village, others)
    assert ring[0] == ring[-1] and len(ring) > 4
    inside = [other.code for other in others if _inside(ring, other.lon, other.lat)]
    assert inside == [village.code]


def _inside(ring: list[list[float]], lon: float, lat: float) -> bool:
    """Whether all edges of a convex counter-clockwise ring have the point on their left."""
    edges = itertools.pairwise(ring)
    return all((b[0] - a[0]) * (lat - a[1]) >= (b[1] - a[1]) * (lon - a[0]) for a, b in edges)


def looked_at(demo: Flask) -> str:
    """The page on which a clinic's doctor looks at the register she may try with."""
    client = demo.test_client()
    cast.post(client, "/sign-in", username="clinic", password=PASSWORD)
    sample = client.get("/register-export/sample.xlsx")
    said = {"county": COUNTY, "as_of": last_day().isoformat(), "file": (io.BytesIO(sample.data), "名单.xlsx")}
    return cast.post(client, "/clinic-register", **said).text


def test_there_is_a_register_to_bring_in(demo: Flask) -> None:
    with ThreadPoolExecutor(
        1
    ) as outside:  # of the context that the demo is kept in, which would be every request's
        page = outside.submit(looked_at, demo).result()
    said = r"新增 (\d+) 名 · 补充 (\d+) 名 · 不变 (\d+) 名 .* · 有错 (\d+) 行 · 要您选 (\d+) 名"
    found = re.search(said, page)
    assert found, page[:3000]
    new, gains, same, wrong, asked = map(int, found.groups())
    assert (new, gains, wrong, asked) == (4, 4, 6, 2) and same > 20
    assert "word-vaccine:福宝安" in page
