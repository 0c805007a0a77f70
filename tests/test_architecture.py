"""What the layout promises: pure modules stay pure, nobody else asks the clock, keys begin with the county."""

from __future__ import annotations

import ast
import re
import sys
from configparser import ConfigParser
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Blueprint, Flask

from fieldapp import capabilities, create_app, models
from fieldapp.ground import problems
from fieldapp.ground.db import Base
from fieldapp.ground.problems import BadInput
from fieldapp.models.log import LoggedOperation
from fieldapp.models.row_columns import RowColumns
from fieldapp.office.menu import Entry
from fieldapp.records.kinds import KINDS
from fieldapp.web import responses

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "fieldapp"
FLOORS = (  # from the ground up; every import goes down or stays on its floor
    "ground",
    "schedule",
    "records",
    "models",
    "web",
    "areas",
    "clinics",
    "accounts",
    "sync",
    "campaigns",
    "school",
    "catchup",
    "survey",
    "office",
    "demo",
    "",  # create_app and the list of capabilities
    "commands",
)
CAPABILITY_ROOMS = tuple(  # they do not know each other, and nothing below knows them
    dict.fromkeys(
        [name.split(".")[1] for one in capabilities.CAPABILITIES for name in (*one.pages, *one.counts)]
        + ["school", "survey"]  # their pages come later
    )
)
MOST_MODULES = 15  # a room with more gets rooms of its own
PURE_FOLDERS = ("records", "schedule", *(f"survey/{name}" for name in ("stats", "indicators", "tables")))
NOT_PURE = (
    "schedule/in_use.py",
    "schedule/rules/installed.py",
)  # it reads the files an administrator has loaded
PURE_FILES = [
    "areas/agreement.py",
    "areas/codes.py",
    "areas/incoming.py",
    "areas/naming.py",
    "areas/outlines.py",
    "campaigns/batches/form.py",
    "campaigns/children/cells.py",
    "campaigns/children/phrases.py",
    "campaigns/counting/rules.py",
    "campaigns/correcting/form.py",
    "campaigns/detail_table/foot.py",
    "campaigns/detail_table/table.py",
    "areas/maps/coverage_scale.py",
    "campaigns/figures/file_names.py",
    "campaigns/figures/indicators.py",
    "campaigns/lists/child_list.py",
    "campaigns/lists/columns.py",
    "campaigns/lists/homes.py",
    "areas/maps/derived.py",
    "areas/maps/gcj.py",
    "campaigns/papers/layout.py",
    "campaigns/papers/place_sheet.py",
    "campaigns/papers/prior_sheet.py",
    "campaigns/papers/rates.py",
    "campaigns/papers/reasons.py",
    "campaigns/plan/assign_sheet.py",
    "campaigns/plan/form.py",
    "campaigns/plan/products.py",
    "campaigns/posts/days.py",
    "campaigns/rounds/charts.py",
    "campaigns/states.py",
    "campaigns/words.py",
    "ground/field_words.py",
    "ground/english/file_words.py",
    "ground/english/in_number.py",
    "ground/parsing.py",
    "ground/problem_rows/areas.py",
    "ground/problem_rows/campaigns.py",
    "ground/problem_rows/kind.py",
    "ground/problem_rows/operations.py",
    "ground/problem_rows/people.py",
    "ground/problem_rows/requests.py",
    "ground/problem_rows/spreadsheets.py",
    "ground/problems.py",
    "ground/same.py",
    "ground/showing.py",
    "ground/spreadsheets/cells.py",
    "ground/spreadsheets/lines.py",
    "ground/spreadsheets/tables.py",
    "ground/subtrees.py",
    *(f"catchup/gaps/{name}.py" for name in ("answers", "missing", "telling")),
    *(f"catchup/register/{name}.py" for name in ("columns", "going_out", "lines", "review", "vaccine_words")),
    "catchup/doubles/likely.py",
    "catchup/lists/comparing.py",
    *(f"catchup/plan/{name}.py" for name in ("form", "plan", "needed")),
    *(f"catchup/plan/{name}.py" for name in ("groups", "group_form", "group_figures")),
    *(f"catchup/groups/{name}.py" for name in ("census", "ranking", "said")),
    *(f"catchup/handed/{name}.py" for name in ("kept", "typed")),
    "catchup/weak/villages.py",
    *(f"catchup/told/{name}.py" for name in ("slots", "wording")),
    *(
        f"catchup/tables/{name}.py"
        for name in ("despite", "figures", "lists", "periods", "reasons", "sheet", "summary")
    ),
    *(f"school/follow/{name}.py" for name in ("cases", "sheets")),
    *(f"school/lists/{name}.py" for name in ("naming", "telling")),
    "office/inbox/showing.py",
    *(f"school/{name}.py" for name in ("deadlines", "engine", "outcome", "pupils", "slots", "summary")),
    *(f"school/{name}.py" for name in ("counting/rules", "of_rows", "tables/table")),
    "school/terms.py",
    *(f"school/classes/{name}.py" for name in ("left", "naming", "sheets", "telling")),
    *(f"school/notices/{name}.py" for name in ("owed", "wording")),
    *(f"school/register/{name}.py" for name in ("layout", "lines", "marks", "usual")),
    *(f"school/rosters/{name}.py" for name in ("columns", "lines", "review")),
    *(f"school/assessing/{name}.py" for name in ("answers", "rows", "slot_words")),
    *(f"school/class_sheet/{name}.py" for name in ("columns", "going_out", "review")),
    "survey/group_words.py",
    *(f"survey/frame/{name}.py" for name in ("frame_sheet", "household_sheet")),
    *(f"survey/interviews/{name}.py" for name in ("asked", "flags", "reading", "standing")),
    *(f"survey/lots/{name}.py" for name in ("curve", "judged")),
    *(f"survey/plan/{name}.py" for name in ("drawing", "picture", "sizing")),
    *(f"survey/result/{name}.py" for name in ("known_numbers", "tables", "weights", "wording")),
    "sync/phone_api/openapi.py",
]
OUTSIDE_ALLOWED = {"numpy", "rfc8785", "orjson"}  # rfc8785 is the canonical form the contract names
OUTSIDE_ALLOWED |= {"cryptography"}  # checks signatures
OUTSIDE_ALLOWED |= {"rapidfuzz"}  # how many letters two words are apart
OUTSIDE_ALLOWED |= {"chinese_calendar"}  # the working days of China, a table of dates
CLOCKS = {
    ("date", "today"),
    ("datetime", "now"),
    ("datetime", "today"),
    ("datetime", "utcnow"),
    ("time", "time"),
}
REFERENCE_TABLES = {
    "area",
    "boundary",
    "local_unit",
    "area_change",
    "person",
    "person_area",
    "person_scope",
    "device",
    "device_key",
    "sign_in_try",
    "office_session",
    "sign_in_slip",
    "sent_form",
}
REFERENCE_TABLES |= {"clinic", "campaign", "round", "post", "assignment", "setting", "audit", "code"}
REFERENCE_TABLES |= {"survey", "survey_cluster", "lot", "survey_setting"}
REFERENCE_TABLES |= {"school", "school_setting", "school_report", "register_word", "register_import"}
REFERENCE_TABLES |= {"child_pair", "pair_search"}
REFERENCE_TABLES |= {"register_child", "register_question", "register_export", "register_exported"}
REFERENCE_TABLES |= {"agreement_run"}
REFERENCE_TABLES |= {"catchup_campaign", "catchup_census", "catchup_session", "catchup_report"}


def pure_modules() -> list[Path]:
    """Files that may not touch Flask, SQLAlchemy, the clock or the disk."""
    folders = [file for folder in PURE_FOLDERS for file in sorted((PACKAGE / folder).rglob("*.py"))]
    shells = [PACKAGE / name for name in NOT_PURE]
    return [PACKAGE / name for name in PURE_FILES] + [file for file in folders if file not in shells]


def room_of(name: str) -> Path:
    """The folder of a module of ours, below `fieldapp`."""
    return module_file(name).parent.relative_to(PACKAGE)


def floor_of(name: str) -> str:
    """The floor of a module of ours."""
    return next(iter(room_of(name).parts), "")


@cache
def tree_of(file: Path) -> ast.Module:
    """A module as Python reads it; many tests ask for all of them, and none changes one."""
    return ast.parse(file.read_text(encoding="utf-8"))


@cache
def our_imports() -> list[tuple[str, str]]:
    """Every import of one module of ours by another, those inside functions too."""
    found = []
    for file in sorted(PACKAGE.rglob("*.py")):
        inside = file.relative_to(ROOT).with_suffix("").parts
        name = ".".join(inside).removesuffix(".__init__")
        if "migrations" in inside:
            continue
        for node in ast.walk(tree_of(file)):
            names = (
                [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
            )
            of = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
            for one in (of + each for each in names):
                if one.split(".")[0] == "fieldapp":
                    found.append((name, one if module_file(one).exists() else of.removesuffix(".")))
    return found


def test_every_import_goes_down_or_stays_on_its_floor() -> None:
    imports = our_imports()
    assert len(imports) > 1000
    assert {floor_of(name) for name, _ in imports} == set(FLOORS)
    up = [pair for pair in imports if FLOORS.index(floor_of(pair[0])) < FLOORS.index(floor_of(pair[1]))]
    assert up == []


@cache
def words_of(room: str) -> set[str]:
    """Every text written in the modules of a floor."""
    trees = (tree_of(file) for file in (PACKAGE / room).rglob("*.py"))
    nodes = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return {node.value for node in nodes if isinstance(node.value, str)}


@pytest.mark.parametrize("room", FLOORS[: min(map(FLOORS.index, CAPABILITY_ROOMS))])
def test_what_lies_below_a_capability_neither_names_it_nor_counts_for_it(room: str) -> None:
    """Not by an import, which goes down; nor by a dotted name, nor by saying again how rounds count."""
    known = {one for name, one in our_imports() if floor_of(name) == room}
    assert [one for one in known if floor_of(one) in CAPABILITY_ROOMS] == []
    assert [
        one for one in words_of(room) if one.startswith(tuple(f"fieldapp.{of}." for of in CAPABILITY_ROOMS))
    ] == []
    measures = {"registered_before", "registered_before_dosed", "zero_dose", "left_out", "missed"}
    assert measures <= words_of("campaigns") and words_of(room) & measures == set()


def test_capabilities_do_not_know_each_other() -> None:
    own = [(one, other) for one, other in our_imports() if floor_of(one) in CAPABILITY_ROOMS]
    assert [
        pair
        for pair in own
        if floor_of(pair[1]) in CAPABILITY_ROOMS and floor_of(pair[0]) != floor_of(pair[1])
    ] == []


def test_no_rooms_import_each_other_in_a_circle() -> None:
    leads: dict[Path, set[Path]] = {}
    for one, other in our_imports():
        if room_of(one) != room_of(other):
            leads.setdefault(room_of(one), set()).add(room_of(other))
    while ends := [room for room, others in leads.items() if not others & leads.keys()]:
        for room in ends:
            del leads[room]
    assert leads == {}


def test_no_room_has_more_modules_than_one_can_know() -> None:
    rooms = [
        folder
        for folder in (PACKAGE, *PACKAGE.rglob("*"))
        if folder.is_dir() and "migrations" not in folder.parts
    ]
    sizes = {room: len([f for f in room.glob("*.py") if f.name != "__init__.py"]) for room in rooms}
    crowded = {str(room.relative_to(PACKAGE)): size for room, size in sizes.items() if size > MOST_MODULES}
    assert crowded == {}, crowded


def test_no_problem_has_two_rows() -> None:
    assert len(problems.CATALOGUE) == sum(len(rows) for rows in problems.ROWS)


def test_mutants_are_made_of_the_pure_core() -> None:
    """What `make mutants` changes (setup.cfg): the pure rooms whole, and further files that are pure and there."""
    read = ConfigParser()
    read.read(ROOT / "setup.cfg", encoding="utf-8")
    pure = {str(file.relative_to(ROOT)): file for file in pure_modules()}
    rooms = tuple(f"fieldapp/{folder}/" for folder in PURE_FOLDERS)
    patterns = read["mutmut"]["only_mutate"].split()
    changed = {name for name in pure if any(fnmatch(name, pattern) for pattern in patterns)}
    assert {name for name in pure if name.startswith(rooms)} <= changed
    assert {pattern for pattern in patterns if "*" not in pattern} <= pure.keys()
    assert "fieldapp/campaigns/counting/rules.py" in changed
    named = read["mutmut"]["pytest_add_cli_args_test_selection"].split()
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_types_and_branches_are_checked_wherever_modules_are_pure() -> None:
    read = ConfigParser()
    read.read(ROOT / "setup.cfg", encoding="utf-8")
    checked = [ROOT / name.strip() for name in read["mypy"]["files"].split(",")]
    assert all(path.exists() for path in checked)
    patterns = read["branches"]["include"].split()
    for file in pure_modules():
        name = str(file.relative_to(ROOT))
        assert any(file == path or path in file.parents for path in checked), f"mypy does not read {name}"
        assert any(fnmatch(name, pattern) for pattern in patterns), f"nobody counts the branches of {name}"
    named = {pattern for pattern in patterns if "*" not in pattern}
    assert named <= {str(file.relative_to(ROOT)) for file in pure_modules()}, "branches of what is not pure"


def imports_of(file: Path) -> set[str]:
    """Dotted names of the modules a file imports."""
    found: set[str] = set()
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


def module_file(name: str) -> Path:
    """Where a module of ours lies."""
    path = ROOT.joinpath(*name.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


@pytest.mark.parametrize("file", pure_modules(), ids=lambda file: str(file.relative_to(PACKAGE)))
def test_a_pure_module_imports_the_standard_library_numpy_and_its_like(file: Path) -> None:
    pure = set(pure_modules())
    for name in imports_of(file) - {"__future__"}:
        top = name.split(".")[0]
        if top == "fieldapp":
            target = module_file(name)
            assert target in pure or target.name == "__init__.py", (
                f"{file.name} imports {name}, which is not pure"
            )
        else:
            assert top in sys.stdlib_module_names or top in OUTSIDE_ALLOWED, f"{file.name} imports {name}"


def test_only_the_clock_module_reads_the_clock() -> None:
    asked = []
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(tree_of(file)):
            named = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
            if named and (node.value.id, node.attr) in CLOCKS:
                asked.append(str(file.relative_to(PACKAGE)))
    assert set(asked) <= {
        "ground/clock.py",
        "web/gate.py",
        "web/uploads.py",
    }  # sessions and kept files end by the clock


def test_every_key_of_a_field_table_begins_with_the_county() -> None:
    models.import_all()
    field = [table for table in Base.metadata.tables.values() if table.name not in REFERENCE_TABLES]
    assert {"child", "visit", "operation", "tally"} <= {table.name for table in field}
    for table in field:
        first = "code" if table.name == "county" else "county"
        assert next(iter(table.primary_key.columns)).name == first
        for constraint in table.constraints:
            columns = [column.name for column in getattr(constraint, "columns", [])]
            if type(constraint).__name__ in ("UniqueConstraint", "ForeignKeyConstraint"):
                assert columns[0] == "county", f"{table.name}: {constraint.name}"


# Field records are written by the sync room alone. A module elsewhere may read them; it may not write them in any of
# the ways there are.

WRITERS = {
    "insert",
    "update",
    "delete",
    "upsert",
    "insert_all",
    "copy_in",
    "renumber",
    "merge",
    "add",
    "add_all",
}
WRITERS |= {"bulk_save_objects", "bulk_insert_mappings", "bulk_update_mappings"}
BY_NAME = ("table", "Table", "aliased")  # what gives a table or its like for a name or a class
STATEMENT = re.compile(
    r"\b(?:insert(?:\s+or\s+\w+)?\s+into|replace\s+into|update(?:\s+or\s+\w+)?|delete\s+from|copy|truncate(?:\s+table)?"
    r"|drop\s+table|alter\s+table|merge\s+into)\s+(?:only\s+)?[\"`\[]?(?P<table>\w+)[\"`\]]?\s*(?P<rest>\S*)",
    re.IGNORECASE,
)
GOES_ON = {"update": ("set", "as"), "copy": ("(", "from", "to")}  # what a sentence of English does not


@cache
def field_tables() -> dict[str, str]:
    """Tables of field records by the name of their class: what phones send, and the log it is kept in."""
    models.import_all()
    mapped = [mapper.class_ for mapper in Base.registry.mappers]
    field = [one for one in mapped if issubclass(one, RowColumns) or one is LoggedOperation]
    return {one.__name__: one.__tablename__ for one in field}


def _holds(value: ast.AST, names: set[str]) -> bool:
    """Whether an expression is a table or class of these, or a row made of one; not what was read from one."""
    if isinstance(value, (ast.Tuple, ast.List)):
        return any(_holds(one, names) for one in value.elts)
    if isinstance(value, ast.Name):
        return value.id in names
    if isinstance(value, ast.Attribute):
        return value.attr in names or (value.attr == "__table__" and _holds(value.value, names))
    if isinstance(value, ast.Subscript):  # Base.metadata.tables["child"]
        by_name = isinstance(value.slice, ast.Constant) and value.slice.value in names
        return by_name and getattr(value.value, "attr", "") == "tables"
    if isinstance(value, ast.Call):  # shelves.table("child"), Table("child", …), aliased(Child), Child(…)
        called = getattr(value.func, "attr", getattr(value.func, "id", ""))
        said = [one for one in value.args if _holds(one, names) or getattr(one, "value", None) in names]
        return called in names or (called in BY_NAME and bool(said))
    return False


def _aliases(tree: ast.AST, names: set[str]) -> set[str]:
    """The names under which a module holds one of these: imported under another name, or put into a variable."""
    found = set(names)
    for _ in range(3):  # a name of a name of a name
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                found |= {alias.asname for alias in node.names if alias.asname and alias.name in found}
            if isinstance(node, ast.Assign) and _holds(node.value, found):
                found |= {
                    one.id for target in node.targets for one in ast.walk(target) if isinstance(one, ast.Name)
                }
    return found


def _namesakes(tree: ast.AST) -> set[str]:
    """Classes of the same name that are something else: a child as the schedule sees it."""
    found = {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and not (node.module or "").endswith("models"):
            found |= {alias.asname or alias.name for alias in node.names}
    return found


def _statements(words: str, tables: set[str]) -> set[str]:
    """What SQL in a text writes into one of these tables."""
    found = set()
    for match in STATEMENT.finditer(words):
        begins = match[0].split()[0].lower()
        if match["table"].lower() in tables and match["rest"].lower().startswith(GOES_ON.get(begins, "")):
            found.add(match[0])
    return found


def written_in(source: str) -> set[str]:
    """The ways in which a module writes field records, as far as its text says."""
    tree = ast.parse(source)
    others = _namesakes(tree)
    classes = {name: table for name, table in field_tables().items() if name not in others}
    names, found = _aliases(tree, set(classes)), set()
    tables = _aliases(tree, {*classes, *classes.values()}) - set(classes.values()) | names
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            said = [
                *node.args,
                *(keyword.value for keyword in node.keywords),
                getattr(node.func, "value", node),
            ]
            if called in names:
                found.add(f"{called}(…)")
            elif called in WRITERS and any(
                _holds(one, {*tables, *_named_tables(one, classes)}) for one in said
            ):
                found.add(f"{called} of a field table")
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found |= _statements(node.value, set(classes.values()))
        if isinstance(node, ast.JoinedStr):
            found |= _statements(ast.unparse(node), set(classes.values()))
    return found


def _named_tables(one: ast.AST, classes: dict[str, str]) -> set[str]:
    """Names of tables count where a table is asked for by its name, not as a variable of that name."""
    return set() if isinstance(one, (ast.Name, ast.Attribute)) else set(classes.values())


WAYS = [
    "from sqlalchemy import insert\ninsert(Child).values()",
    "import sqlalchemy as sa\nsa.update(Visit).values(on=None)",
    "db.session.add(Child(key='x'))",
    "session.merge(Household(key='x'))",
    "row = Dose(key='x')\nsession.add_all([row])",
    "from fieldapp.models.records import Child as C\ninsert(C)",
    "upsert(connection, Child.__table__, rows)",
    "insert_all(connection, shelves.table('visit'), rows)",
    "table = shelves.table('child')\nupsert(connection, table, rows)",
    "table = Base.metadata.tables['dose']\nconnection.execute(table.insert())",
    "connection.execute(Base.metadata.tables['dose'].update())",
    "connection.execute(Child.__table__.delete())",
    "CHILD = Child.__table__\nconnection.execute(CHILD.update().values(name=None))",
    "copy_in(connection, LoggedOperation.__table__, names, rows)",
    "connection.exec_driver_sql('UPDATE child SET name = NULL')",
    "connection.execute(text('insert or replace into \"visit\" (key) values (1)'))",
    "connection.execute(text(f'DELETE FROM household WHERE county = {county}'))",
    "connection.execute(text('\\n  delete from operation\\n'))",
    "cursor.copy('COPY child (key) FROM STDIN')",
    "renumber(connection, Batch.__table__, county, versions)",
]
NO_WAYS = [
    "select(Child).where(Child.county == county)",
    "table = Child.__table__\nconnection.execute(select(table))",
    "child = rows[0]\nseen.add(child)\nwords.update(child)",
    "db.session.add(Round(key='x'))",
    "connection.exec_driver_sql('UPDATE tally SET n = 0')",
    "'who may update child or visit, and copy dose records'",
]


@pytest.mark.parametrize("source", WAYS)
def test_every_way_of_writing_a_field_record_is_seen(source: str) -> None:
    assert written_in(source)


@pytest.mark.parametrize("source", NO_WAYS)
def test_reading_and_other_tables_are_no_writing(source: str) -> None:
    assert written_in(source) == set()


def test_field_records_are_written_by_sync_alone() -> None:
    """No module outside the sync room writes a field table; the office goes through `receive`."""
    assert {"Child", "Visit", "Household", "Dose", "Batch", "LoggedOperation"} <= field_tables().keys()
    writers = {}
    for file in PACKAGE.rglob("*.py"):
        if file.relative_to(PACKAGE).parts[0] not in ("sync", "migrations"):
            found = written_in(file.read_text(encoding="utf-8"))
            writers |= {str(file.relative_to(PACKAGE)): found} if found else {}
    assert writers == {}


PAGES = re.compile(r"^@blueprint\.(route|get|post|put|delete)\(", re.MULTILINE)


def test_every_module_with_pages_is_on_the_application(app: Flask) -> None:
    """A file of views that nobody imports would vanish without a word."""
    served = {view.__module__ for view in app.view_functions.values()}
    for file in PACKAGE.rglob("*.py"):
        if PAGES.search(file.read_text(encoding="utf-8")):
            name = ".".join(file.relative_to(ROOT).with_suffix("").parts)
            assert name in served, f"nobody imports {name}"


@pytest.mark.parametrize(
    ("room", "body", "said"),
    [
        ("not_there", None, "ModuleNotFoundError"),
        ("lacks", "import nothing_of_that_name\n", "nothing_of_that_name"),
        ("fails", "x = 1 / 0\n", "ZeroDivisionError"),
        ("has_no_pages", "x = 1\n", "blueprint"),
        ("has_no_blueprint", "blueprint = 'none'\n", "blueprint"),
    ],
)
def test_a_room_that_cannot_be_loaded_stops_the_start_with_a_sentence(
    room: str, body: str | None, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if body is not None:
        (tmp_path / f"{room}.py").write_text(body)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(capabilities, "HOUSE", (*capabilities.HOUSE, room))
    with pytest.raises(BadInput) as stopped:
        create_app({"FIELDAPP_INSTANCE": str(tmp_path), "FIELDAPP_SECRET_KEY": "x" * 32})
    assert f"The pages of {room} cannot be loaded" in str(stopped.value) and said in str(stopped.value)


def test_what_is_named_twice_stops_the_start_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        capabilities, "CAPABILITIES", (*capabilities.CAPABILITIES, capabilities.CAPABILITIES[0])
    )
    with pytest.raises(BadInput, match=r"names twice: .*rounds"):
        capabilities.page_modules()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("fieldapp.not_there.COUNT", "ModuleNotFoundError"),
        ("fieldapp.campaigns.counting.rounds.NOT_THERE", "AttributeError"),
        ("fieldapp.campaigns.counting.rounds.OF_ROUND", "it is no Count"),
        ("nothing", "ValueError"),
    ],
)
def test_a_count_that_cannot_be_loaded_stops_the_start_with_a_sentence(
    name: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = capabilities.Capability("other", pages=(), counts=(name,))
    monkeypatch.setattr(capabilities, "CAPABILITIES", (*capabilities.CAPABILITIES, other))
    with pytest.raises(BadInput) as stopped:
        starts(tmp_path)
    assert f"{name} cannot be loaded" in str(stopped.value) and said in str(stopped.value)


def test_a_count_named_twice_stops_the_start_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    rounds = capabilities.CAPABILITIES[0]
    again = capabilities.Capability("other", pages=(), counts=rounds.counts)
    monkeypatch.setattr(capabilities, "CAPABILITIES", (rounds, again))
    with pytest.raises(BadInput, match=r"names twice: .*counting\.rounds"):
        capabilities.counts()


def starts(folder: Path) -> None:
    create_app({"FIELDAPP_INSTANCE": str(folder), "FIELDAPP_SECRET_KEY": "x" * 32})


def test_every_kind_of_record_is_the_houses_or_one_capabilitys() -> None:
    assert capabilities.kinds().keys() == KINDS.keys()
    assert capabilities.kinds()["visit"] == "rounds" and capabilities.kinds()["child"] == ""


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"setup": ("fieldapp.campaigns.counting.rounds.COUNT",)}, "it is no SetupRows"),
        ({"setup": ("fieldapp.campaigns.plan.for_phones.SETUP",)}, "names twice: .*for_phones.SETUP"),
        ({"kinds": ("visit",)}, "names twice: visit"),
        ({"kinds": ("visits",)}, "names kinds that do not exist: visits"),
        ({"menu": (Entry("campaigns.index", "", "", "campaign.see"),)}, "campaigns.index twice"),
        ({"menu": (Entry("campaigns.nowhere", "", "", "campaign.see"),)}, "campaigns.nowhere is no page"),
        ({"menu": (Entry("campaigns.show", "", "", "campaign.sea"),)}, "campaign.sea no right"),
    ],
)
def test_what_a_capability_says_wrongly_stops_the_start_with_a_sentence(
    other: dict[str, Any], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = (*capabilities.CAPABILITIES, capabilities.Capability("other", **other))
    monkeypatch.setattr(capabilities, "CAPABILITIES", more)
    with pytest.raises(BadInput, match=said):
        starts(tmp_path)


def test_two_rooms_of_one_name_stop_the_start_with_a_sentence() -> None:
    twice = [Blueprint("same", "room_a"), Blueprint("same", "room_b")]
    with pytest.raises(BadInput, match="The pages of room_b cannot be registered"):
        responses.register(Flask("fresh"), twice)
