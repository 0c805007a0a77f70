"""What each of the thousands of applications of a run would make anew, and alike, is made once a process.

A test has an application of its own. Half of what that took was writing the same functions that build the same 130
addresses, and compiling the same templates. Neither knows anything of the application it is made for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


class Templates(BytecodeCache):
    """Compiled templates, by a digest of path and source: one that was changed is another one."""

    kept: ClassVar[dict[str, bytes]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what is kept for this template and this text of it, if anything is."""
        name = f"{bucket.key} {bucket.checksum}"
        if name in self.kept:
            bucket.bytecode_from_string(self.kept[name])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it."""
        self.kept[f"{bucket.key} {bucket.checksum}"] = bucket.bytecode_to_string()


def build_addresses_once() -> None:
    """Let Werkzeug keep the function that builds a rule's address: it depends on the rule's words alone, and is given
    the rule when it is called. One with defaults depends on them too and is not kept.
    """
    kept: dict[Any, Builder] = {}
    compiled: Callable[[Rule, bool], Builder] = Rule._compile_builder

    def once(rule: Rule, append_unknown: bool = True) -> Builder:
        if rule.defaults:
            return compiled(rule, append_unknown)
        key = (rule.rule, tuple(rule._trace), append_unknown)
        if key not in kept:
            kept[key] = compiled(rule, append_unknown)
        return kept[key]

    Rule._compile_builder = once  # type: ignore[method-assign]
