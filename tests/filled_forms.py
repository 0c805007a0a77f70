"""Forms of a page as a browser would send them: every field with the value the page gives it."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, Any]] = []
        self.select: str | None = None
        self.area: str | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.forms.append({"action": said.get("action", ""), "method": said.get("method"), "fields": []})
        if not self.forms or "fields" not in self.forms[-1]:
            return
        fields, name = self.forms[-1]["fields"], said.get("name", "")
        ticked = said.get("type") not in ("checkbox", "radio") or "checked" in said
        if tag == "input" and name and ticked and said.get("type") != "file":
            fields.append((name, said.get("value", "on" if "checked" in said else "")))
        if tag == "select":
            self.select = name
        if tag == "textarea":
            self.area = name
            fields.append((name, ""))
        if tag == "option" and self.select:
            standing = [pair for pair in fields if pair[0] == self.select]
            if not standing or "selected" in said:
                fields[:] = [pair for pair in fields if pair[0] != self.select]
                fields.append((self.select, said.get("value", "")))

    def handle_data(self, words: str) -> None:
        if self.area:
            fields = self.forms[-1]["fields"]
            fields[-1] = (self.area, (fields[-1][1] + words).lstrip("\n"))

    def handle_endtag(self, tag: str) -> None:
        self.select = None if tag == "select" else self.select
        self.area = None if tag == "textarea" else self.area


def forms_in(page: str) -> list[dict[str, Any]]:
    """Every form: `action`, `method`, and `fields` as (name, value) pairs in order."""
    reader = _Reader()
    reader.feed(page)
    return reader.forms


def form_with(page: str, *names: str, **values: str) -> dict[str, list[str]]:
    """The fields of the one form that has all of these fields, and these values in them."""
    found = []
    for form in forms_in(page):
        fields: dict[str, list[str]] = {}
        for name, value in form["fields"]:
            fields.setdefault(name, []).append(value)
        if {*names, *values} <= fields.keys() and all(fields[n] == [v] for n, v in values.items()):
            found.append(fields)
    assert len(found) == 1, (names, values, [form["action"] for form in forms_in(page)])
    return found[0]


def send(client: FlaskClient, path: str, fields: dict[str, Any], **changed: Any) -> Any:
    """Send a form of a page, some of its fields typed anew; a list is several values."""
    return client.post(path, data=fields | changed)
