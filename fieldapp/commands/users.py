"""`fieldapp users`: people and phones from the command line, for the first administrator and for scripts."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy import select

from fieldapp.accounts import people as verbs
from fieldapp.areas.store import found_ground
from fieldapp.commands.server import ready_app
from fieldapp.ground.db import db, only_reads_follow, writes_follow
from fieldapp.ground.problems import BadInput, Problem
from fieldapp.ground.same import plain_username
from fieldapp.models.people import Device, Person, PersonArea
from fieldapp.records import permissions
from fieldapp.records.operation import is_label
from fieldapp.web import passwords


@click.group()
def users() -> None:
    """Add and list people, give passwords, stop phones."""


@contextmanager
def _database(*, write: bool = False) -> Iterator[None]:
    """The application's database; one transaction, and a problem becomes one sentence."""
    with ready_app().app_context():
        if write:
            writes_follow()
        try:
            yield
            db.session.commit()
        except Problem as problem:
            raise BadInput(problem.sentence("en")) from None
        finally:
            only_reads_follow()
            db.engine.dispose()


def _password(from_stdin: bool) -> str:
    if from_stdin:
        said = sys.stdin.readline().rstrip("\r\n")
    else:
        said = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    if not said:
        raise BadInput("The password is empty.")
    if not is_label(said, len(said)):
        raise BadInput("The password is not text in UTF-8.")
    return said


def _warn_of_weak(password: str) -> None:
    """Whoever sits at the server may choose a weak one for others, and is told."""
    if len(password) < passwords.SHORTEST:
        click.echo(f"Warning: a password of less than {passwords.SHORTEST} characters is weak.", err=True)
    elif passwords.is_guessed(password):
        click.echo("Warning: this password is among the first that anybody tries.", err=True)


def _require_strong(password: str, role: str, *own: str) -> None:
    """An administrator opens everything: nobody else's is refused here, where whoever sits at the server decides.

    Raises:
        BadInput: the password is weak.
    """
    if role == "administrator" and passwords.is_weak(password, role, *own):
        raise BadInput(
            f"The password is too weak for an administrator: take {passwords.SHORTEST} characters or more, not only "
            "digits, no user name and nothing in order such as 12345678 or abcd1234."
        )


def _person(username: str) -> Person:
    wanted = select(Person).where(Person.username == plain_username(username))
    person = db.session.scalar(wanted)
    if person is None:
        raise BadInput(f"There is no person with the user name {username}.")
    return person


@users.command()
@click.argument("username")
@click.option("--name", required=True, help="The person's name.")
@click.option("--role", required=True, type=click.Choice(permissions.ROLES))
@click.option("--area", "areas", multiple=True, required=True, help="Code of an area; may be repeated.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def add(username: str, name: str, role: str, areas: tuple[str, ...], password_stdin: bool) -> None:
    """Add a person who may sign in. The first administrator may come before the areas."""
    password = _password(password_stdin)
    _require_strong(password, role, username)
    with _database(write=True):
        if role == "administrator":
            found_ground(db.session(), areas[0])
        person = verbs.add_person(username, name, role, areas, password)
        click.echo(f"{person.username} {person.name} {role} {' '.join(areas)}")
    _warn_of_weak(password)


@users.command("list")
def list_people() -> None:
    """One line a person: user name, role, areas, name."""
    with _database():
        areas: dict[str, list[str]] = {}
        for given in db.session.scalars(select(PersonArea).where(PersonArea.until.is_(None))):
            areas.setdefault(given.person, []).append(given.area)
        for person in db.session.scalars(select(Person).order_by(Person.username)):
            own = ",".join(sorted(areas.get(person.id, []))) or "-"
            click.echo(
                f"{person.username}\t{person.role}\t{own}\t{person.name}{'' if person.active else ' (left)'}"
            )


@users.command()
@click.argument("username")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def password(username: str, password_stdin: bool) -> None:
    """Give a person a new password; open office sessions end."""
    said = _password(password_stdin)
    with _database(write=True):
        person = _person(username)
        _require_strong(said, person.role, person.username, person.phone or "")
        verbs.set_password(person, said)
    click.echo(f"New password for {username}.")
    _warn_of_weak(said)


@users.command("stop-device")
@click.argument("device")
def stop_device(device: str) -> None:
    """Stop a lost phone by its id; what it still sends is held for the supervisor."""
    with _database(write=True):
        row = db.session.get(Device, device)
        if row is None or row.office:
            raise BadInput(f"There is no phone with the id {device}.")
        verbs.stop_device(row)
    click.echo(f"Stopped {device}.")


@users.command("permissions")
def print_permissions() -> None:
    """Print the table of who may do what, as docs/permissions.md has it."""
    click.echo(permissions.as_markdown(), nl=False)
