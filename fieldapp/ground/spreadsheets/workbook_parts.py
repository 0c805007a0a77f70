"""What the library that reads XLSX does not tell: cells with an error, formulas never worked out, and blanks far away.

It gives an empty cell for `#N/A`, and makes room for every cell up to the last one, so that one blank in row 1,048,576
takes a second and one in the last corner more memory than there is. The blanks are taken out before it reads.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from html import unescape
from typing import NamedTuple
from xml.etree import ElementTree  # nosec B405 - two small parts, in a process of its own with little memory and time

LARGEST_ROOM = 2_000_000  # cells up to the last one, before blanks are looked for
CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
WRONG_CELL = re.compile(rb"<(?:\w+:)?c\b[^>]*\bt=[\"']e[\"'][^>]*>.*?</(?:\w+:)?c>", re.DOTALL)
FORMULA = re.compile(rb"<(?:\w+:)?c\b[^>]*>\s*<(?:\w+:)?f\b.*?</(?:\w+:)?c>", re.DOTALL)
ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*?(?:/>|>(.*?)</(?:\w+:)?row>)", re.DOTALL)
PLACE = re.compile(rb"\br=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
STYLE, TYPED = re.compile(rb"\bs=[\"'](\d+)[\"']"), re.compile(rb"\bt=[\"'](?!n[\"'])")
VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*>(.*?)</(?:\w+:)?v>", re.DOTALL)
WORDS = re.compile(rb"<(?:\w+:)?t\b[^>]*>(.*?)</(?:\w+:)?t>", re.DOTALL)
STRING = re.compile(rb"<(?:\w+:)?si\b[^>]*?(?:/>|>(.*?)</(?:\w+:)?si>)", re.DOTALL)
NOUGHTS = re.compile(r"0{2,20}(;@)?\Z")  # a format that shows a number with noughts before it
Found = dict[tuple[int, int], tuple[str, str]]  # (row from 1, column from 0) → what is read, kind of cell


class Locked(ValueError):
    """The workbook has a password."""


class Parts(NamedTuple):
    """A workbook without its far blanks, and by page what the library would leave empty."""

    content: bytes
    left_out: dict[str, Found]
    padded: dict[str, Found]  # numbers that are shown with noughts before them


def parts_of(content: bytes) -> Parts:
    """Look into an XLSX file; one of another kind comes back as it is.

    Raises:
        Locked: its parts have a password.
        zipfile.BadZipFile: it is no whole archive (a `ValueError` of ours says so).
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if any(part.flag_bits & 1 for part in archive.infolist()):
                raise Locked
            return _looked_into(content, archive)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, zipfile.zlib.error) as wrong:  # type: ignore[attr-defined]
        raise ValueError(str(wrong)) from None


def _looked_into(content: bytes, archive: zipfile.ZipFile) -> Parts:
    left_out, padded, lighter = {}, {}, {}
    widths = _widths(archive)
    for name, part in _sheets(archive).items():
        if part not in archive.namelist():
            continue
        xml = archive.read(part)
        left_out[name] = _wrong_cells(xml) | _unsolved(xml)
        padded[name] = _padded(xml, widths)
        if _room(xml) > LARGEST_ROOM:
            lighter[part] = _without_blanks(xml, _blank_strings(archive))
    return Parts(_replaced(archive, lighter) if lighter else content, left_out, padded)


def width_of(format_: str) -> int:
    """How many digits a format shows at least, where it is nothing but noughts; 0 of any other."""
    return len(format_.removesuffix(";@")) if NOUGHTS.match(format_) else 0


def _widths(archive: zipfile.ZipFile) -> dict[bytes, int]:
    """Number of a style → how many digits it shows at least."""
    part = next((one for one in archive.namelist() if one.lower().endswith("xl/styles.xml")), None)
    try:
        root = _tree(archive, part) if part else None
    except ElementTree.ParseError:
        root = None
    if root is None:
        return {}
    formats = {
        one.get("numFmtId"): width_of(one.get("formatCode", ""))
        for one in root.iter()
        if one.tag.rpartition("}")[2] == "numFmt"
    }
    styles = next((one for one in root.iter() if one.tag.rpartition("}")[2] == "cellXfs"), None)
    found = [formats.get(one.get("numFmtId"), 0) for one in styles] if styles is not None else []
    return {b"%d" % n: width for n, width in enumerate(found) if width}


def _padded(xml: bytes, widths: dict[bytes, int]) -> Found:
    """Whole numbers that people see with noughts before them: a number of a certificate is what they see."""
    found: Found = {}
    for cell in CELL.finditer(xml) if widths else ():
        style, place = STYLE.search(cell[1]), _place(cell[1])
        value = VALUE.search(cell[2] or b"")
        if not (place and style and value) or TYPED.search(cell[1]):
            continue
        if style[1] in widths and value[1].isdigit():
            found[place] = (value[1].decode().zfill(widths[style[1]]), "number")
    return found


def _sheets(archive: zipfile.ZipFile) -> dict[str, str]:
    """Each page's name with the part that holds it; none where this is no XLSX file."""
    book = next((one for one in archive.namelist() if one.endswith("workbook.xml")), None)
    if book is None:
        return {}
    home, file = posixpath.split(book)
    links = posixpath.join(home, "_rels", f"{file}.rels")
    if links not in archive.namelist():
        return {}
    try:
        targets = {one.get("Id"): one.get("Target", "") for one in _tree(archive, links)}
        sheets = [one for one in _tree(archive, book).iter() if one.tag.rpartition("}")[2] == "sheet"]
    except ElementTree.ParseError as wrong:
        raise ValueError(str(wrong)) from None
    found = {}
    for sheet in sheets:
        link = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), None)
        target = targets.get(link, "")
        found[sheet.get("name", "")] = posixpath.normpath(posixpath.join("/", home, target)).lstrip("/")
    return found


def _tree(archive: zipfile.ZipFile, part: str) -> ElementTree.Element:
    return ElementTree.fromstring(archive.read(part))  # nosec B314 - as said above


def _place(cell: bytes) -> tuple[int, int] | None:
    said = PLACE.search(cell)
    if said is None:
        return None
    column = 0
    for letter in said[1]:
        column = column * 26 + letter - 64
    return int(said[2]), column - 1


def _wrong_cells(xml: bytes) -> Found:
    """Cells that hold an error."""
    found: Found = {}
    if b't="e"' not in xml and b"t='e'" not in xml:
        return found
    for cell in CELL.finditer(xml):
        said, place = VALUE.search(cell[2] or b""), _place(cell[1])
        if place and WRONG_CELL.match(cell[0]):
            found[place] = (unescape(said[1].decode()) if said else "#N/A", "error")
    return found


def _unsolved(xml: bytes) -> Found:
    """Cells with a formula that no program has worked out."""
    found: Found = {}
    if not re.search(rb"<(?:\w+:)?f\b", xml):
        return found
    for cell in CELL.finditer(xml):
        place, said = _place(cell[1]), VALUE.search(cell[2] or b"")
        if place and FORMULA.match(cell[0]) and not ((said and said[1]) or b'"str"' in cell[1]):
            found[place] = ("=", "unsolved")
    return found


def _room(xml: bytes) -> int:
    """How many cells lie up to the last one."""
    rows = columns = 0
    for letters, number in set(PLACE.findall(xml)):
        rows, columns = max(rows, int(number)), max(columns, len(letters) * 26)
    return rows * columns


def _blank_strings(archive: zipfile.ZipFile) -> set[bytes]:
    """The numbers of the shared words that are nothing but blanks."""
    part = next((one for one in archive.namelist() if one.lower().endswith("sharedstrings.xml")), None)
    if part is None:
        return set()
    strings = enumerate(STRING.finditer(archive.read(part)))
    return {b"%d" % n for n, one in strings if _is_blank(b"".join(WORDS.findall(one[1] or b"")))}


def _is_blank(words: bytes) -> bool:
    return not unescape(words.decode("utf-8", "replace")).strip("\u200b\ufeff \t\r\n\xa0\u3000")


def _without_blanks(xml: bytes, blank: set[bytes]) -> bytes:
    def kept(cell: re.Match[bytes]) -> bytes:
        inside = cell[2] or b""
        value = VALUE.search(inside)
        if value is None:
            empty = _is_blank(b"".join(WORDS.findall(inside)))
        else:
            empty = value[1] in blank if re.search(rb"\bt=[\"']s[\"']", cell[1]) else _is_blank(value[1])
        return b"" if empty and b"<f" not in inside else cell[0]

    def row_kept(row: re.Match[bytes]) -> bytes:
        return row[0] if row[1] and CELL.search(row[1]) else b""

    return ROW.sub(row_kept, CELL.sub(kept, xml))


def _replaced(archive: zipfile.ZipFile, parts: dict[str, bytes]) -> bytes:
    """The archive with these parts in the others' place."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as copy:
        for one in archive.infolist():
            copy.writestr(one.filename, parts.get(one.filename) or archive.read(one.filename))
    return file.getvalue()
