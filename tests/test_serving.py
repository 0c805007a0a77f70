"""Servers of tests end wholly when they are killed, and no two processes of tests are given the same port."""

from __future__ import annotations

import subprocess

from tests import ports
from tests.serving import Serving, alive


def test_a_killed_server_is_gone_with_the_processes_it_started() -> None:
    started = subprocess.Popen(
        ["sh", "-c", "sleep 60 & echo"], start_new_session=True, stdout=subprocess.PIPE
    )
    assert started.wait(10) == 0
    assert alive(started.pid), "its first process has ended, the second goes on"
    Serving(started.pid).kill()
    assert not alive(started.pid)
    assert started.stdout is not None
    started.stdout.close()


def test_two_processes_go_through_different_ports() -> None:
    one, other = ports.numbers(), ports.numbers()
    mine = {next(one) for _ in range(3 * ports.STRETCH)}
    theirs = {next(other) for _ in range(3 * ports.STRETCH)}
    assert not mine & theirs
    assert ports.free_port() not in mine | theirs
