"""Small files that the demo makes by itself: sheets as PDF, a picture, a logo."""

import io
from collections.abc import Sequence

from fpdf import FPDF
from PIL import Image, ImageDraw

INK, CLAY, SAND, SEA = (40, 44, 52), (178, 92, 60), (241, 232, 220), (32, 78, 110)


def sheet_pdf(title: str, lines: Sequence[str]) -> bytes:
    """Draw a page with a title and lines below; signs that the plain font lacks become question marks."""
    pdf = FPDF(format=(148, 210))
    pdf.add_page()
    pdf.set_fill_color(*CLAY)
    pdf.rect(0, 0, pdf.w, 14, style="F")
    pdf.set_y(26)
    pdf.set_font("Helvetica", "B", 20)
    pdf.multi_cell(0, 10, _plain(title), new_x="LMARGIN", new_y="NEXT")
    pdf.set_font("Helvetica", "", 11)
    pdf.ln(4)
    for line in lines:
        pdf.multi_cell(0, 7, _plain(line), new_x="LMARGIN", new_y="NEXT")
    return bytes(pdf.output())


def _plain(text: str) -> str:
    return text.encode("latin-1", "replace").decode("latin-1")


def picture_png(size: tuple[int, int] = (1200, 800)) -> bytes:
    """Draw a row of bowls on a table."""
    picture = Image.new("RGB", size, SAND)
    pen = ImageDraw.Draw(picture)
    width, height = size
    table = height * 3 // 4
    pen.rectangle((0, table, width, height), fill=(206, 186, 160))
    for place, glaze in enumerate((SEA, CLAY, INK)):
        left = width * (1 + 3 * place) // 10
        right = left + width // 4
        pen.chord((left, table - height // 3, right, table + height // 8), 0, 180, fill=glaze)
    return _png(picture)


def logo_png() -> bytes:
    """Draw a distributor's logo: a star above a wave, the ground see-through."""
    picture = Image.new("RGBA", (480, 240), (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    pen.polygon(
        [(240, 20), (262, 90), (330, 100), (262, 112), (240, 180), (218, 112), (150, 100), (218, 90)],
        fill=SEA,
    )
    for start in range(0, 480, 120):
        pen.arc((start, 170, start + 120, 250), 180, 360, fill=SEA, width=14)
    return _png(picture)


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()
