"""Papers opened again: their words, their pages as pictures, and the codes on those."""

from __future__ import annotations

import cv2
import numpy as np
import pypdfium2

from tests.campaigns.sheets import pdf_pages

DOTS_PER_INCH = (200, 300, 250, 150, 400)  # a camera sees a code in many sizes until it can read it


def pdf_text(content: bytes) -> str:
    """The words of all pages without blanks and line ends, so that no font's widths matter."""
    return "".join(pdf_pages(content))


def pictures(content: bytes, dots: int = DOTS_PER_INCH[0]) -> list[np.ndarray]:
    """Each page as it is printed, in grey."""
    document = pypdfium2.PdfDocument(content)
    return [np.array(page.render(scale=dots / 72).to_pil().convert("L")) for page in document]


def codes(content: bytes) -> list[str]:
    """What the QR codes on the pages say, one on each half of a page."""
    sizes = [pictures(content, dots) for dots in DOTS_PER_INCH]
    found = [
        _code(half) for page in zip(*sizes, strict=True) for half in zip(*map(_halves, page), strict=True)
    ]
    return [one for one in found if one]


def _halves(page: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    middle, top = page.shape[1] // 2, page.shape[0] // 4
    return page[:top, :middle], page[:top, middle:]


def _code(pictures: tuple[np.ndarray, ...]) -> str:
    return next(filter(None, (cv2.QRCodeDetector().detectAndDecode(one)[0] for one in pictures)), "")
