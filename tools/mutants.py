"""Changes the pure core in small ways and counts how many of the changes a test notices: `make mutants`.

Python by mutmut, what phones run by Stryker; each changes one thing at a time (a `<` to `<=`, a value to None) and runs
the tests that go through it. The whole core is some 22,000 changes and a day of a processor, so a share of each module
is drawn, always the same one of a seed: MUTANTS=0.015 SEED=1. Not part of `make test`.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER, NODE = ROOT / "mutants", ROOT / "tools" / "mutants"
LEARN = "--which-tests"
LEAST = 2  # of a module, however small
KILLED, SURVIVED, UNTESTED = "killed", "survived", "untested"
VERDICTS = {
    1: KILLED,
    3: KILLED,
    0: SURVIVED,
    5: UNTESTED,
    33: UNTESTED,
}  # mutmut's; any other ended too late: killed


def of_python(share: float, seed: int) -> Counter[str]:
    """Try a share of the changes to modules named in setup.cfg; verdicts and their numbers."""
    # in a process of its own: one pytest does not find again what another before it has collected
    subprocess.run([sys.executable, __file__, LEARN], check=True)
    mutmut = _changed()
    drawn = _drawn(share, seed)
    mutmut._run(drawn, 1)
    told = {name: verdict for codes in _told().values() for name, verdict in codes.items()}
    verdicts = {name: VERDICTS.get(told[name], KILLED) for name in drawn if told[name] is not None}
    for name in sorted(name for name, verdict in verdicts.items() if verdict == SURVIVED):
        print(f"survived: {name}    (mutmut show {name})")
    return Counter(verdicts.values())


def _changed() -> Any:
    """mutmut, with all changes written down below `mutants`."""
    os.environ |= {"CI": "1", "FIELDAPP_EXAMPLES": os.environ.get("FIELDAPP_EXAMPLES", "20")}
    import mutmut.__main__ as mutmut
    from mutmut.mutation.trampoline import set_mutant_under_test

    set_mutant_under_test("mutant_generation")
    FOLDER.mkdir(exist_ok=True)
    mutmut.copy_src_dir()
    mutmut.copy_also_copy_files()
    mutmut.setup_source_paths()
    mutmut.create_mutants(1)
    return mutmut


def learn() -> None:
    """Run all tests once and write down which go through which function, for mutmut to ask only those."""
    mutmut = _changed()
    runner = mutmut.get_mutant_runner(1)
    mutmut.collect_or_load_stats(runner, mutants_caught_by_type_checker={}, apply_config_invalidation=True)


def _told() -> dict[Path, dict[str, int | None]]:
    """What mutmut keeps of each module: every change of it, and how its tests ended."""
    files = sorted(FOLDER.glob("fieldapp/**/*.meta"))
    return {file: json.loads(file.read_text())["exit_code_by_key"] for file in files}


def _drawn(share: float, seed: int) -> list[str]:
    drawn: list[str] = []
    for changes in _told().values():
        number = min(len(changes), max(LEAST, round(share * len(changes))))
        drawn += random.Random(seed).sample(sorted(changes), number)  # nosec B311
    return drawn


def of_javascript(share: float, seed: int) -> Counter[str]:
    """The same of what phones run; Stryker prints each change that nothing noticed."""
    node = Path((ROOT / ".venv" / "node-folder").read_text())
    path = f"{node}{os.pathsep}{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environ = os.environ | {"PATH": path, "FIELDAPP_MUTANTS": str(share), "FIELDAPP_SEED": str(seed)}
    if not (NODE / "node_modules").exists():
        npm = [str(node / "npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(npm, cwd=NODE, env=environ, check=True)
    FOLDER.mkdir(exist_ok=True)
    cases = FOLDER / "cases.json"
    with cases.open("wb") as written:
        subprocess.run([sys.executable, "-m", "tests.schedule.cases"], cwd=ROOT, stdout=written, check=True)
    stryker = NODE / "node_modules" / "@stryker-mutator" / "core" / "bin" / "stryker.js"
    command = [str(node / "node"), str(stryker), "run", str(NODE / "stryker.config.json")]
    subprocess.run(command, cwd=ROOT, env=environ | {"FIELDAPP_CASES": str(cases)}, check=True)
    files = json.loads((FOLDER / "javascript.json").read_text())["files"].values()
    said = Counter(mutant["status"] for file in files for mutant in file["mutants"])
    return Counter(
        {KILLED: said["Killed"] + said["Timeout"], SURVIVED: said["Survived"], UNTESTED: said["NoCoverage"]}
    )


def main() -> None:
    """Draw, try, and print how many were noticed."""
    share, seed = float(os.environ.get("MUTANTS") or 0.015), int(os.environ.get("SEED") or 1)
    install = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    subprocess.run([*install, "-r", "requirements/mutants.txt"], cwd=ROOT, check=True)
    # ten times the share: there are a sixth as many
    for name, found in (
        ("JavaScript", of_javascript(min(1, 10 * share), seed)),
        ("Python", of_python(share, seed)),
    ):
        tried = found[KILLED] + found[SURVIVED]
        score = 100 * found[KILLED] / tried if tried else 100.0
        print(
            f"{name}: {found[KILLED]} of {tried} changes noticed ({score:.1f} %), {found[UNTESTED]} untested"
        )


if __name__ == "__main__":
    os.chdir(ROOT)
    learn() if LEARN in sys.argv else main()
