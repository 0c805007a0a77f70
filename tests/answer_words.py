"""Everything an answer of the server says to a reader, whatever kind of file it is."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

from pypdf import PdfReader


def words_of(answer: Any) -> str:
    """The words of an answer: of a page or JSON as they stand, of a workbook's parts, of a PDF's pages."""
    content: bytes = answer.get_data()
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            return "\n".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    if content[:5] == b"%PDF-":
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return content.decode("utf-8", "replace")  # a photo says nothing


def words_in(page: str) -> str:
    """The words of a page without its marks, each one blank apart."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
