"""Typed settings from the environment or instance/settings.toml; a wrong or missing one stops the start.

Every setting is a line of `SETTINGS`, with its reason; docs/settings.md is printed from them.
"""

from __future__ import annotations

import os
import secrets
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from fieldapp.ground import private
from fieldapp.ground.problems import BadInput

ROOT = Path(__file__).resolve().parent.parent.parent
WEAK_SECRETS = {"", "dev", "secret", "changeme", "change-me", "demo"}


@dataclass(frozen=True)
class Line:
    """One setting: its default (None where it must be said or is worked out), how it is read, and why it exists."""

    name: str
    default: Any
    read: Callable[[str], Any]
    why: str


def _flag(text: str) -> bool:
    if text.lower() in ("1", "true", "yes", "on"):
        return True
    if text.lower() in ("0", "false", "no", "off", ""):
        return False
    raise ValueError("is neither true nor false")


def _whole(lowest: int, highest: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not lowest <= int(text[:20]) <= highest:
            raise ValueError(f"is not a whole number from {lowest} to {highest}")
        return int(text)

    return read


_positive, _days = _whole(1, 2**31 - 1), _whole(1, 36_500)


def _name(text: str) -> str:
    if not 0 < len(text) <= 30 or not text.isprintable():
        raise ValueError("is not a name of 1 to 30 letters")
    return text


def _database(text: str) -> str:
    try:
        known = not text or make_url(_with_driver(text)).get_dialect().name in ("sqlite", "postgresql")
    except (SQLAlchemyError, ValueError, ImportError):
        known = False
    if not known:
        raise ValueError("is not the URL of an SQLite or PostgreSQL database")
    return text


SETTINGS: tuple[Line, ...] = (
    Line(
        "INSTANCE",
        None,
        str,
        "folder of the database, packages and settings.toml; default: instance/ of the clone",
    ),
    Line("DATABASE_URL", None, _database, "SQLAlchemy URL; default: SQLite in the instance folder"),
    Line("SECRET_KEY", None, str, "signs sessions; 32 characters or more; `fieldapp init` makes one"),
    Line("SECRET_KEY_FILE", None, str, "a file that holds the secret key, for systems that mount secrets"),
    Line("DEMO", False, _flag, "a demonstration server: may serve demo people, shows their sign-ins"),
    Line("SECURE_COOKIES", False, _flag, "send the session cookie over HTTPS only; switch on behind HTTPS"),
    Line("TRUST_PROXY", False, _flag, "believe X-Forwarded-* of one proxy in front"),
    Line("TOKEN_DAYS", 90, _days, "days until a phone's token must be renewed by signing in"),
    Line("SESSION_HOURS", 12, _whole(1, 8_784), "hours until an office session ends"),
    Line(
        "SIGN_IN_TRIES",
        10,
        _positive,
        "failed sign-ins per user name, address and quarter of an hour before a pause; ten times as many for a name "
        "from everywhere, and for an address with names that have not got in since",
    ),
    Line("SLIP_DAYS", 30, _days, "days a printed sign-in slip is good for"),
    Line(
        "STALLED_S",
        20,
        _positive,
        "seconds a request may stand still before its connection is closed: a phone out of reach holds a thread",
    ),
    Line("ARGON2_MEMORY_KIB", 19456, _whole(8, 2**21), "memory one password check takes"),
    Line("FILE_BYTES", 8 * 2**20, _positive, "largest photo a phone may send, in bytes"),
    Line(
        "PHONE_CHILDREN",
        10000,
        _positive,
        "children a phone carries well; above it the office warns while assigning",
    ),
    Line(
        "PRODUCT_NAME",
        "预防接种现场登记",
        _name,
        "what the software is called on every page and phone; phones show a new name with the next version",
    ),
    Line("PRODUCT_NAME_EN", "Vaccination in the field", _name, "the same on English pages"),
    Line("BASEMAP_URL", "", str, "tile URL of an approved basemap; empty: maps work without one"),
    Line("BASEMAP_GCJ02", False, _flag, "the basemap is shifted (GCJ-02): convert coordinates when drawing"),
)


PAGE = """# Settings

A setting is said in the environment as `FIELDAPP_NAME`, or in `settings.toml` of the instance folder without the
prefix (`token_days = 60`); the environment wins. A value that cannot be read, an unknown name in `settings.toml` and
a secret too short stop the start with one sentence. A misspelt name in the environment cannot be told from another
program's and is ignored. `INSTANCE` is said in the environment only, since the file lies in that folder.

Printed from `fieldapp/ground/config.py` by `tools/print_docs.py`; a test keeps it current.
Deployment: [deploy.md](deploy.md).

| setting | default | why |
| --- | --- | --- |
"""


def as_markdown() -> str:
    """The page docs/settings.md."""
    lines = []
    for line in SETTINGS:
        default = "" if line.default in (None, "") else f"`{str(line.default).lower()}`"
        lines.append(f"| `FIELDAPP_{line.name}` | {default} | {line.why} |")
    return PAGE + "\n".join(lines) + "\n"


def _said(instance: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """Everything said in settings.toml and in the environment, the environment winning."""
    file = instance / "settings.toml"
    said: dict[str, str] = {}
    if file.exists():
        try:
            content = tomllib.loads(file.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
            raise BadInput(f"{file}: not readable as TOML: {wrong}.") from None
        said = {name.upper(): str(value) for name, value in content.items()}
    known = {line.name for line in SETTINGS}
    for name in said:
        if name not in known:
            raise BadInput(f"{file}: there is no setting named {name.lower()}.")
    said |= {name: environ[f"FIELDAPP_{name}"] for name in known if f"FIELDAPP_{name}" in environ}
    return said


def load(environ: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Flask's configuration; an instance's first secret key is made here.

    Raises:
        BadInput: a setting is unknown, unreadable or unsafe; the sentence names it.
    """
    config = read(environ)
    return config | {"SECRET_KEY": _secret(config, Path(config["INSTANCE"]))}


def read(environ: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What is said in settings and worked out from them; makes nothing.

    Raises:
        BadInput: a setting is unknown, unreadable or unsafe; the sentence names it.
    """
    environ = os.environ if environ is None else environ
    instance = Path(environ.get("FIELDAPP_INSTANCE") or ROOT / "instance").resolve()
    said = _said(instance, environ)
    config: dict[str, Any] = {}
    for line in SETTINGS:
        try:
            config[line.name] = line.read(said[line.name]) if line.name in said else line.default
        except ValueError as wrong:
            value = "" if line.read is _database else f" ({said[line.name]!r})"  # a URL holds a password
            raise BadInput(f"setting FIELDAPP_{line.name}{value} {wrong}.") from None
    config["INSTANCE"] = str(instance)
    config["DATABASE_URL"] = config["DATABASE_URL"] or f"sqlite:///{instance / 'fieldapp.sqlite'}"
    config["SQLALCHEMY_ENGINE_OPTIONS"] = {
        "hide_parameters": True
    }  # names and phone numbers stay out of logs
    config["SQLALCHEMY_DATABASE_URI"] = _with_driver(config["DATABASE_URL"])
    return config


def _with_driver(url: str) -> str:
    for plain in ("postgresql://", "postgres://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    return url


def _secret(config: dict[str, Any], instance: Path) -> str:
    if config["SECRET_KEY_FILE"]:
        try:
            config["SECRET_KEY"] = Path(config["SECRET_KEY_FILE"]).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as wrong:
            raise BadInput(f"setting FIELDAPP_SECRET_KEY_FILE: {wrong}.") from None
    if config["SECRET_KEY"] is None:
        return secret_of(instance)
    if config["SECRET_KEY"].lower() in WEAK_SECRETS or len(config["SECRET_KEY"]) < 32:
        raise BadInput("setting FIELDAPP_SECRET_KEY must be a secret of 32 characters or more.")
    return str(config["SECRET_KEY"])


def secret_of(instance: Path) -> str:
    """The instance's own secret key, made at random the first time; never a default."""
    file = instance / "secret_key"
    if not file.exists() or not file.read_text(encoding="utf-8").strip():  # an empty one signs nothing
        private.write(file, secrets.token_urlsafe(48).encode(), durable=True)
    return file.read_text(encoding="utf-8").strip()
