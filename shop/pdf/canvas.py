"""The pages of a PDF and what is drawn on them: lines of text in columns, rules, bars."""

from collections.abc import Sequence

from fpdf import FPDF
from fpdf.enums import DocumentCompliance

from shop.pdf import codes
from shop.pdf.faces import DocumentFont, Face, face
from shop.pdf.layout import PageSize
from shop.pdf.text import drawable, lines_of

FAMILY = "kiln"
POINT = 25.4 / 72  # mm
LEADING = 1.4
INK, MUTED, RULE = 20, 95, 190  # grey, 0 is black
SMALL, NORMAL, LARGE, TITLE = 7.5, 9.0, 11.0, 17.0


class Canvas:
    """Pages of one size, filled from the top; `_y` is where the next block begins, in mm."""

    def __init__(self, language: str, size: PageSize, *, pdf_a: bool) -> None:
        self.language, self.size = language, size
        self._pdf = FPDF(
            unit="mm",
            format=(size.width, size.height),
            enforce_compliance=DocumentCompliance.PDFA_3U if pdf_a else None,
        )
        self._pdf.set_auto_page_break(auto=False)
        self._faces: dict[str, Face] = {}
        for style in ("", "B"):
            kept = self._faces[style] = face(language, bold=bool(style))
            key = f"{FAMILY}{style}"
            self._pdf.fonts[key] = DocumentFont(self._pdf, kept, key, style)
        self.new_page()

    def new_page(self) -> None:
        """Begin another page."""
        self._pdf.add_page()
        self._y = self.size.top

    @property
    def pages(self) -> int:
        """How many pages there are so far."""
        return int(self._pdf.pages_count)

    @property
    def width(self) -> float:
        """The room between the margins, in mm."""
        return self.size.width - 2 * self.size.side

    @property
    def _end(self) -> float:
        return self.size.height - self.size.bottom

    def _make_room(self, height: float) -> bool:
        """Begin a page where a block of this height does not fit; say whether one began."""
        if self._y + height <= self._end or self._y <= self.size.top:
            return False
        self.new_page()
        return True

    def _rule(self) -> None:
        self._pdf.set_draw_color(RULE)
        self._pdf.set_line_width(0.2)
        self._pdf.line(self.size.side, self._y, self.size.width - self.size.side, self._y)

    def _bars(self, rows: Sequence[str], x: float, y: float, width: float, height: float) -> None:
        self._pdf.set_fill_color(0)
        for place, row in enumerate(rows):
            for start, count in codes.runs(row):
                self._pdf.rect(x + start * width, y + place * height, count * width, height, style="F")

    def _lines(self, text: str, room: float, *, size: float, bold: bool = False) -> list[str]:
        kept = self._faces["B" if bold else ""]
        unit = size * POINT / 1000
        return lines_of(drawable(text, kept), room, lambda char: kept.widths[ord(char)] * unit)

    def _block(
        self,
        text: str,
        x: float,
        room: float,
        *,
        size: float,
        bold: bool = False,
        align: str = "L",
        grey: int = INK,
        y: float | None = None,
    ) -> float:
        """Draw a text in a column from `y`, by default from where the page is; return its height."""
        top = self._y if y is None else y
        for line in self._lines(text, room, size=size, bold=bold):
            top += self._line(line, x, top, size=size, bold=bold, room=room, align=align, grey=grey)
        return top - (self._y if y is None else y)

    def _line(
        self,
        line: str,
        x: float,
        y: float,
        *,
        size: float,
        bold: bool = False,
        room: float = 0,
        align: str = "L",
        grey: int = INK,
    ) -> float:
        """Draw one line; return its height."""
        kept = self._faces["B" if bold else ""]
        if align != "L":
            left = room - sum(kept.widths[ord(char)] for char in line) * size * POINT / 1000
            x += left if align == "R" else left / 2
        if line:
            self._pdf.set_font(FAMILY, "B" if bold else "", size)
            self._pdf.set_text_color(grey)
            self._pdf.text(x, y + size * POINT, line)
        return size * POINT * LEADING
