"""Python and JavaScript give the same answer for 10,000 generated children, in Node and in the browser.

Hypothesis writes the children and, on a disagreement, shrinks to the smallest one.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from playwright.sync_api import Playwright

from fieldapp.schedule import Programme, evaluate, programme_for
from fieldapp.schedule.planning import plan
from fieldapp.schedule.plausible import problem_of
from tests.conftest import CHROMIUM
from tests.how_many import examples
from tests.schedule.cases import all_cases, told
from tests.schedule.children import children

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
AT_ONCE = 25
NODE = Path((ROOT / ".venv" / "node-folder").read_text()) / "node"
# As texts: Playwright takes ten times as long over nested values.
IN_PAGE = """text => JSON.stringify(JSON.parse(text).map((child) => {
  const asked = [child, child.doses, child.on, window.rules];
  return { ...schedule.evaluate(...asked), plan: schedule.plan(...asked), problem: schedule.problem(...asked) };
}))"""
Answer = Callable[[list[dict[str, Any]]], list[dict[str, Any]]]


@contextmanager
def node(rules: Programme) -> Iterator[Answer]:
    """A Node process that answers lists of children."""
    command = [str(NODE), str(HERE / "answer.mjs")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        write, read = process.stdin, process.stdout
        print(json.dumps(rules.plain), file=write, flush=True)

        def answer(asked: list[dict[str, Any]]) -> list[dict[str, Any]]:
            print(json.dumps(asked), file=write, flush=True)
            found: list[dict[str, Any]] = json.loads(read.readline())
            return found

        yield answer
        write.close()


@contextmanager
def browser(playwright: Playwright) -> Iterator[Callable[[Programme], Answer]]:
    """A Chromium page that answers lists of children with the built script, by the rules it is given."""
    opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
    page = opened.new_page()
    page.add_script_tag(path=str(ROOT / "static" / "build" / "schedule.js"))

    def with_rules(rules: Programme) -> Answer:
        page.evaluate("plain => { window.rules = schedule.programme(plain) }", rules.plain)
        return lambda asked: json.loads(page.evaluate(IN_PAGE, json.dumps(asked)))

    yield with_rules
    opened.close()


def answer(child: dict[str, Any], rules: Programme) -> dict[str, Any]:
    """What Python says: verdicts, plan, and what cannot be as it is written."""
    asked = child, child["doses"], child["on"], rules
    return {**evaluate(*asked), "plan": plan(*asked), "problem": problem_of(*asked)}


@pytest.mark.browser
def test_every_case_table_holds_in_the_browser(playwright: Playwright) -> None:
    by_rules: dict[tuple[str | None, str | None], list[dict[str, Any]]] = {}
    for case in all_cases():
        by_rules.setdefault((case["edition"], case["province"]), []).append(case)
    with browser(playwright) as opened:
        for asked_for, cases in by_rules.items():
            asked = [{**case["child"], "doses": case["doses"], "on": case["on"]} for case in cases]
            for case, said in zip(cases, opened(programme_for(*asked_for))(asked), strict=True):
                assert told(said, case) == case["expected"], f"{case['name']}: {case['why']}"


@pytest.mark.browser
@pytest.mark.parametrize(
    ("province", "lists", "part"), [*((None, 200, part) for part in range(4)), ("zhejiang", 80, 4)]
)
def test_node_and_browser_agree_with_python(
    playwright: Playwright, province: str | None, lists: int, part: int
) -> None:
    """In parts, so that no core waits for another at the end of a run."""
    rules = programme_for(None, province)
    with node(rules) as in_node, browser(playwright) as opened:
        in_browser = opened(rules)

        @given(st.lists(children(), min_size=AT_ONCE, max_size=AT_ONCE) | st.lists(children(), max_size=2))
        @settings(max_examples=examples(lists), deadline=None, suppress_health_check=list(HealthCheck))
        def same(asked: list[dict[str, Any]]) -> None:
            ours = [answer(child, rules) for child in asked]
            for child, one, two, three in zip(asked, ours, in_node(asked), in_browser(asked), strict=True):
                assert one == two == three, child

        (seed(part)(same) if settings().derandomize else same)()  # else each part would try the same children
