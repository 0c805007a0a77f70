"""Wait until something is so in a page, asked from outside.

Playwright's own `wait_for_function` evaluates its words again inside the page at every look after the first, which the
pages' Content-Security-Policy forbids: it fails whenever the first look comes too early.
"""

from __future__ import annotations

from time import monotonic

from playwright.sync_api import Frame, Page


def until(page: Page | Frame, words: str, arg: object = None, seconds: float = 30) -> None:
    """Ask `words` (JavaScript; a function gets `arg`) of the page until they are true.

    Raises:
        AssertionError: they were not true after `seconds`.
    """
    end = monotonic() + seconds
    # asked of a handle: what was found may be a whole map, too large to be brought here
    while not page.evaluate_handle(words, arg).evaluate("found => Boolean(found)"):
        assert monotonic() < end, f"not so after {seconds} s: {words}"
        page.wait_for_timeout(50)


def english_is_kept(page: Page, seconds: float = 30) -> None:
    """Wait until the phone has the English words, which come after everything the first screen needs."""
    until(page, "caches.match('/static/build/english.json').then(Boolean)", seconds=seconds)
