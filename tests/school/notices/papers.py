"""Papers opened again: their words, their pages as pictures, and the codes on those."""

from __future__ import annotations

import re
from io import BytesIO

import cv2
import numpy as np
import pypdf
import pypdfium2

DOTS_PER_INCH = 200


def pdf_text(content: bytes) -> str:
    """The words of all pages without blanks and line ends, so that no font's widths matter."""
    pages = pypdf.PdfReader(BytesIO(content)).pages
    return re.sub(r"\s+", "", "".join(page.extract_text() for page in pages))


def pictures(content: bytes) -> list[np.ndarray]:
    """Each page as it is printed, in grey."""
    document = pypdfium2.PdfDocument(content)
    return [np.array(page.render(scale=DOTS_PER_INCH / 72).to_pil().convert("L")) for page in document]


def codes(content: bytes) -> list[str]:
    """What the QR codes on the pages say."""
    found = []
    for picture in pictures(content):
        _any, words, _points, _straight = cv2.QRCodeDetector().detectAndDecodeMulti(picture)
        found += [one for one in words if one]
    return found
