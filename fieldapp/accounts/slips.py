"""What is printed on a sign-in slip: the digits, and a QR code that carries them to the field app. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

import qrcode

QUIET_MODULES = 2


@dataclass(frozen=True)
class Slip:
    """One slip: whose it is, the one-time digits, the address in the code, the code as an SVG path, and the office's
    address for those who also work there."""

    name: str
    username: str
    role: str
    areas: str
    digits: str
    address: str
    path: str
    size: int
    office: str

    @property
    def spaced(self) -> str:
        """The digits as people read them out: `1234 5678`."""
        return f"{self.digits[:4]} {self.digits[4:]}"


def slip(
    server: str, name: str, username: str, role: str, areas: str, digits: str, at_desk: bool = False
) -> Slip:
    """A slip for the server at `server` (`https://example.org/`).

    The words travel behind the `#`, which a browser never sends to a server or writes into its log.
    """
    address = f"{server.rstrip('/')}/field#/signin?{urlencode({'user': username, 'code': digits})}"
    path, size = qr_path(address)
    return Slip(name, username, role, areas, digits, address, path, size, server if at_desk else "")


def qr_path(words: str) -> tuple[str, int]:
    """The dark squares of a QR code as one SVG path, and the side of its picture in squares."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=QUIET_MODULES)
    code.add_data(words)
    matrix = code.get_matrix()
    squares = [f"M{x} {y}h1v1h-1z" for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark]
    return "".join(squares), len(matrix)


def qr_svg(words: str) -> str:
    """A QR code as SVG."""
    path, size = qr_path(words)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" width="{size}" height="{size}">'
    )
    return f'{head}<path d="{path}" shape-rendering="crispEdges"/></svg>'
