"""Pictures as a nurse gets them: codes on paper, photographed; and what a camera sees, as a film."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import qrcode
from PIL import Image, ImageFilter

from fieldapp.ground.config import ROOT

WHOLE = (4000, 3000)  # 12 megapixels


def qr(text: str, module: int = 8) -> Image.Image:
    """The QR of a text, `module` pixels a module."""
    code = qrcode.QRCode(box_size=module, border=4)
    code.add_data(text)
    return code.make_image().get_image().convert("L")


def bar_code(text: str, folder: Path, kind: str = "Code128") -> Image.Image:
    """A bar code, drawn by a program of its own."""
    file = folder / f"{kind}.png"
    writer = str(ROOT / "tests" / "browser" / "write_code.mjs")
    subprocess.run(
        [sys.executable, str(ROOT / "tools" / "node.py"), writer, kind, text, str(file)], check=True
    )
    return Image.open(file).convert("L")


def paper(*codes: Image.Image, size: tuple[int, int] = (1200, 1600)) -> Image.Image:
    """A sheet with these codes on it, one below the other, and lines of writing beside."""
    sheet = Image.new("L", size, 235)
    for y in range(40, size[1], 60):
        sheet.paste(120, (size[0] // 2 + 120, y, size[0] - 60, y + 8))
    at = 80
    for code in codes:
        sheet.paste(code, (80, at))
        at += code.height + 120
    return sheet


def photographed(sheet: Image.Image, *, turned: float = 0, blur: float = 0, noise: float = 6) -> Image.Image:
    """As a telephone took it: turned, not quite sharp, with noise, grey."""
    turned_ = sheet.rotate(turned, expand=True, fillcolor=90).filter(ImageFilter.GaussianBlur(blur))
    pixels = np.asarray(turned_, dtype=float) * 0.7 + 30
    pixels += np.random.default_rng(14).normal(0, noise, pixels.shape)
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def saved(picture: Image.Image, file: Path, orientation: int = 1) -> Path:
    """A JPEG; `orientation` as cameras write it, who turn the note and not the picture."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture.convert("RGB").save(file, quality=85, exif=exif)
    return file


def film(picture: Image.Image, file: Path, frames: int = 4) -> Path:
    """What a camera sees that looks at this picture: 640×480, uncompressed."""
    frame = Image.new("L", (640, 480), 200)
    frame.paste(picture, ((640 - picture.width) // 2, (480 - picture.height) // 2))
    grey = np.full((240 * 320 * 2,), 128, dtype=np.uint8).tobytes()
    one = b"FRAME\n" + frame.tobytes() + grey
    file.write_bytes(b"YUV4MPEG2 W640 H480 F10:1 Ip C420jpeg\n" + one * frames)
    return file
