"""Ask whether a package that is shipped or built with has a known hole: pip-audit for Python, npm audit for JavaScript.

Both ask a service on the network. Exit status 0: asked, nothing known; 1: something known, printed; 2: could not ask,
and a sentence says what. That nobody answered is never taken for an answer.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PIP_AUDIT = Path(sys.executable).with_name("pip-audit")
PYTHON = [str(PIP_AUDIT), "--no-deps", "--disable-pip", "--progress-spinner", "off", "--format", "json"]
NOTHING, KNOWN, NOT_ASKED = 0, 1, 2
PATIENCE_S = 300
NO_ANSWER = "no answer"


def answer_of(command: list[str]) -> tuple[dict[str, Any], str]:
    """What a command printed as JSON, empty where it did not, and its last words."""
    try:
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as wrong:
        return {}, str(wrong)
    words = (done.stderr.strip() or done.stdout.strip()).splitlines()
    try:
        said = json.loads(done.stdout)
    except ValueError:
        said = None
    return said if isinstance(said, dict) else {}, words[-1] if words else f"exit status {done.returncode}"


def of_python(said: dict[str, Any]) -> tuple[list[str], str]:
    """Known holes of pip-audit's answer, and why it is no answer: a package nobody knew was not looked up."""
    packages = said.get("dependencies") or []
    known = [
        f"{one['name']} {one['version']}: {hole['id']}, mended in {', '.join(hole['fix_versions']) or 'nothing yet'}"
        for one in packages
        for hole in one.get("vulns", [])
    ]
    skipped = [one for one in packages if "skip_reason" in one]
    lacking = f"{len(skipped)} of {len(packages)} packages could not be looked up" if skipped else ""
    return known, lacking if packages else NO_ANSWER


def of_javascript(said: dict[str, Any]) -> tuple[list[str], str]:
    """The same of npm's answer."""
    if "vulnerabilities" not in said:
        return [], str(said.get("message") or (said.get("error") or {}).get("summary") or NO_ANSWER)
    return [f"{name}: {one['severity']}, {one['range']}" for name, one in said["vulnerabilities"].items()], ""


def report(name: str, known: list[str], lacking: str, words: str) -> int:
    """Print what was found; the status it ends with."""
    for hole in known:
        print(f"{name}: {hole}")
    if known:
        return KNOWN
    if lacking:
        why = words if lacking == NO_ANSWER else lacking
        print(f"{name}: not asked, for the service of advisories cannot be reached from here ({why}).")
        return NOT_ASKED
    print(f"{name}: asked, nothing known.")
    return NOTHING


def main() -> int:
    """Ask both; the worst of both."""
    found = []
    for lock in ("runtime", "dev"):
        said, words = answer_of([*PYTHON, "-r", f"requirements/{lock}.txt"])
        found.append(report(f"Python packages ({lock})", *of_python(said), words))
    npm = Path((ROOT / ".venv" / "node-folder").read_text()) / "npm"
    said, words = answer_of([str(npm), "audit", "--json"])
    found.append(report("JavaScript packages", *of_javascript(said), words))
    return KNOWN if KNOWN in found else max(found)


if __name__ == "__main__":
    sys.exit(main())
