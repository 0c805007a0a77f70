"""Reads the first sheet of a workbook as text; as a program, in a process of its own with little memory and time.

A workbook of one kilobyte can say that it has a cell in the last row and the last column; the reader then asks for
more memory than there is and ends its whole process, which must not be the server.
"""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
from datetime import date, datetime
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

MEMORY, SECONDS = 2**30, 60


class Unreadable(ValueError):
    """Nothing of the file can be read as a sheet."""


def read_book(content: bytes) -> list[list[str]]:
    """Every row of the first sheet as text.

    Raises:
        Unreadable: it is no workbook.
    """
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, IndexError) as wrong:
        raise Unreadable(str(wrong)) from None
    return [[_text(cell) for cell in row] for row in rows]


def read_strange_book(content: bytes) -> list[list[str]]:
    """The same of a file that somebody sent.

    Raises:
        Unreadable: it is no workbook, or it takes more memory or time than any real one.
    """
    command = [sys.executable, "-I", __file__]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, check=True)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        raise Unreadable("not read") from None
    rows: list[list[str]] = json.loads(done.stdout)
    return rows


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell).strip()


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    json.dump(read_book(sys.stdin.buffer.read()), sys.stdout)
