"""A partner's logo on a PDF or a picture of ours: lower right, on white, a fifth of the width."""

import io
from pathlib import PurePosixPath
from typing import BinaryIO

from django.utils.translation import gettext as _
from fpdf import FPDF
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PdfReadError

from shop.uploads.decoding import ONE_AT_A_TIME

PDF, PICTURES = ".pdf", {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG", ".webp": "WEBP"}
SHARE, TALLEST, MARGIN = 0.2, 0.12, 0.03
POINTS_PER_INCH = 72.0


class CobrandingError(ValueError):
    """The file cannot take a logo; the message says why, in words for a partner."""


def can_take_logo(name: str) -> bool:
    """Tell by its name whether a file is one that can take a logo."""
    ending = PurePosixPath(name).suffix.lower()
    return ending == PDF or ending in PICTURES


def with_logo(file: BinaryIO, logo: BinaryIO, *, name: str) -> bytes:
    """Return a file with a logo on it: a PDF on its last page, a picture in its corner.

    Raises CobrandingError for a file of another kind, an encrypted or damaged PDF, a picture that is none.
    """
    ending = PurePosixPath(name).suffix.lower()
    try:
        with ONE_AT_A_TIME:
            mark = Image.open(logo)
            mark.load()
            if ending == PDF:
                return _pdf_with(file, mark)
            if ending in PICTURES:
                return _picture_with(file, mark, PICTURES[ending])
    except (PdfReadError, OSError, ValueError) as error:
        raise CobrandingError(_("A logo cannot be put on this file. Please take it as it is.")) from error
    raise CobrandingError(_("Only PDFs and pictures take a logo."))


def _size(mark: Image.Image, width: float, height: float) -> tuple[float, float]:
    """Fit a logo into its share of a page, keeping its proportions."""
    scale = min(width * SHARE / mark.width, height * TALLEST / mark.height)
    return mark.width * scale, mark.height * scale


def _picture_with(file: BinaryIO, mark: Image.Image, kind: str) -> bytes:
    picture = Image.open(file)
    picture.load()
    canvas = picture.convert("RGBA")
    width, height = (max(1, round(side)) for side in _size(mark, *canvas.size))
    margin = round(canvas.width * MARGIN)
    padding = max(2, margin // 3)
    left, top = canvas.width - width - margin, canvas.height - height - margin
    box = (left - padding, top - padding, left + width + padding, top + height + padding)
    canvas.paste((255, 255, 255, 255), box)
    small = mark.convert("RGBA").resize((width, height), Image.Resampling.LANCZOS)
    canvas.alpha_composite(small, (left, top))
    out = io.BytesIO()
    (canvas if kind != "JPEG" else canvas.convert("RGB")).save(out, kind, quality=90)
    return out.getvalue()


def _pdf_with(file: BinaryIO, mark: Image.Image) -> bytes:
    reader = PdfReader(file)
    if reader.is_encrypted or not reader.pages:
        raise PdfReadError("encrypted or empty")
    writer = PdfWriter()
    writer.append(reader)
    page = writer.pages[-1]
    page.transfer_rotation_to_content()
    left, bottom = float(page.mediabox.left), float(page.mediabox.bottom)
    width, height = float(page.mediabox.width), float(page.mediabox.height)
    stamp = FPDF(unit="pt", format=(width, height))
    stamp.set_auto_page_break(auto=False)
    stamp.add_page()
    wide, tall = _size(mark, width, height)
    margin = width * MARGIN
    padding = margin / 3
    x, y = width - wide - margin, height - tall - margin
    stamp.set_fill_color(255)
    stamp.rect(x - padding, y - padding, wide + 2 * padding, tall + 2 * padding, style="F")
    stamp.image(mark.convert("RGBA"), x=x, y=y, w=wide, h=tall)
    drawn = PdfReader(io.BytesIO(bytes(stamp.output()))).pages[0]
    page.merge_translated_page(drawn, left, bottom)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
