"""The `fieldapp` command: each room adds its own; here only errors become one sentence and status 2."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from fieldapp.ground.problems import BadInput

ROOMS = {
    "fieldapp.commands.server": ("init", "run", "recount", "verify"),
    "fieldapp.commands.backup": ("backup", "restore"),
    "fieldapp.commands.demo": ("demo",),
    "fieldapp.commands.areas": ("areas",),
    "fieldapp.commands.users": ("users",),
    "fieldapp.commands.explain": ("explain",),
    "fieldapp.commands.gaps": ("gaps",),
    "fieldapp.commands.schedule": ("schedule",),
    "fieldapp.commands.survey": ("survey", "lots"),
}
OF_THE_DATABASE = ("OperationalError", "DatabaseError")


class Rooms(click.Group):
    """Loads a room's commands only when one of them is asked for, so that a figure costs no web server."""

    def list_commands(self, _context: click.Context) -> list[str]:
        return [name for names in ROOMS.values() for name in names]

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        for module, names in ROOMS.items():
            if name in names:
                command: click.Command = getattr(import_module(module), name)
                return command
        return None


@click.group(cls=Rooms)
def fieldapp() -> None:
    """Field software for household enumeration, campaigns, school checks and coverage surveys."""


def main(arguments: list[str] | None = None) -> None:
    """Run one command. Exit status 0, or 2 with one plain sentence on stderr."""
    try:
        status = fieldapp.main(args=arguments, prog_name="fieldapp", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as wrong:
        click.echo(wrong.format_message(), err=True)
        sys.exit(2)
    except (click.ClickException, click.Abort) as wrong:
        _refuse(wrong.format_message() if isinstance(wrong, click.ClickException) else "Stopped.")
    except BadInput as wrong:
        _refuse(str(wrong))
    except BrokenPipeError:
        sys.exit(0)
    except OSError as wrong:
        _refuse(f"{wrong.filename or 'The machine'}: {wrong.strerror or wrong}.")
    except Exception as wrong:
        _refuse(_of_database(wrong))
    if status:  # what a command ended with; click hands it back here instead of ending
        sys.exit(status)


def _of_database(wrong: Exception) -> str:
    """What to say of a database that cannot be reached, is locked, full or read-only, or is none; anything else is a
    mistake in the program, and is raised again."""
    if type(wrong).__module__ != "sqlalchemy.exc" or type(wrong).__name__ not in OF_THE_DATABASE:
        raise wrong
    first, _, _ = str(wrong.__cause__ or wrong).strip().partition("\n")
    return f"The database cannot be used: {first}."


def _refuse(sentence: str) -> None:
    print(" ".join(sentence.split()), file=sys.stderr)
    sys.exit(2)
