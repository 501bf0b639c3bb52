"""A document made of blocks that stand below each other: address, heading, facts, table, sums, bar codes."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Literal

from shop.pdf import codes
from shop.pdf.canvas import (
    FAMILY,
    INK,
    LARGE,
    LEADING,
    MUTED,
    NORMAL,
    POINT,
    SMALL,
    TITLE,
    Canvas,
)
from shop.pdf.faces import Producer
from shop.pdf.layout import A4, Column, PageSize
from shop.pdf.metadata import metadata

TOOL = "Kiln"
#: When a document was made that does not say so: equal input gives equal bytes.
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)

Relationship = Literal["Alternative", "Data", "Source", "Supplement", "Unspecified"]


class PdfDocument(Canvas):
    """One PDF. Texts of any script are taken; what no face has is drawn as an empty box.

    PDF/A-3u unless `pdf_a` is off. The language decides which forms Chinese characters have. Equal calls
    give equal bytes: `made_at` is the only date.
    """

    def __init__(
        self,
        title: str,
        language: str,
        *,
        pdf_a: bool = True,
        size: PageSize = A4,
        author: str = "",
        made_at: datetime | None = None,
    ) -> None:
        super().__init__(language, size, pdf_a=pdf_a)
        self.title, self.author = title, author
        self.made_at = made_at or LONG_AGO
        self.page_words: Callable[[int, int], str] = lambda page, pages: f"{page} / {pages}"
        self._invoice: tuple[str, str] | None = None
        self._footer: list[str] = []
        self._pdf_a = pdf_a

    # Pages

    def footer(self, lines: Iterable[str]) -> None:
        """Write lines at the foot of every page, above its number."""
        self._footer = [line for line in lines if line]

    # Blocks

    def letterhead(self, name: str, lines: Sequence[str] = (), *, logo: bytes | None = None) -> None:
        """Write who sends the document at the top right, with the logo at the left."""
        top = self._y
        bottom = top
        if logo:
            # A picture that cannot be read is left out rather than the document.
            try:
                placed = self._pdf.image(BytesIO(logo), x=self.size.side, y=top, h=16, alt_text=name)
                bottom = top + placed.rendered_height
            except (OSError, ValueError):
                pass
        half = self.width / 2
        x = self.size.side + half
        self._y = top + self._block(name, x, half, size=LARGE, bold=True, align="R", y=top)
        for line in lines:
            self._y += self._block(line, x, half, size=SMALL, align="R", grey=MUTED)
        self._y = max(self._y, bottom) + 6

    def address(self, lines: Iterable[str], *, sender: str = "") -> None:
        """Write an address; on A4 where the window of an envelope is."""
        if self.size is A4:
            self._y = max(self._y, 45)
        width = min(85, self.width)
        if sender:
            self._y += self._block(sender, self.size.side, width, size=6.5, grey=MUTED) + 1
        for line in lines:
            self._y += self._block(line, self.size.side, width, size=10)
        self._y = max(self._y + 8, 85) if self.size is A4 else self._y + 3

    def heading(self, text: str, *, level: int = 1) -> None:
        """Write a heading."""
        size = TITLE if level == 1 else LARGE
        self._make_room(size * POINT * LEADING + 20)
        self._y += self._block(text, self.size.side, self.width, size=size, bold=True) + 2

    def paragraph(self, text: str, *, bold: bool = False, small: bool = False) -> None:
        """Write a text over the whole width; it goes on over the end of a page."""
        if not text:
            return
        size = SMALL if small else NORMAL
        for line in self._lines(text, self.width, size=size, bold=bold):
            self._make_room(size * POINT * LEADING)
            self._y += self._line(
                line, self.size.side, self._y, size=size, bold=bold, grey=MUTED if small else INK
            )
        self._y += 2

    def facts(self, rows: Iterable[tuple[str, str]]) -> None:
        """Write names with their values, two pairs beside each other on A4; empty values are left out."""
        rows = [(label, value) for label, value in rows if value]
        across = 2 if self.size is A4 else 1
        width = self.width / across
        for start in range(0, len(rows), across):
            pairs = rows[start : start + across]
            heights = [self._fact_height(value, width) for _label, value in pairs]
            self._make_room(max(heights))
            for place, (label, value) in enumerate(pairs):
                x = self.size.side + place * width
                top = self._block(label, x, width - 4, size=SMALL, grey=MUTED, y=self._y)
                self._block(value, x, width - 4, size=NORMAL, y=self._y + top)
            self._y += max(heights) + 1.5
        self._y += 3

    def _fact_height(self, value: str, width: float) -> float:
        lines = len(self._lines(value, width - 4, size=NORMAL))
        return (SMALL + lines * NORMAL) * POINT * LEADING

    def table(self, columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> None:
        """Write a table; its head stands on each page again. Lines below the first of a cell are grey."""
        total = sum(column.share for column in columns)
        widths = [self.width * column.share / total for column in columns]
        self._table_head(columns, widths)
        for row in rows:
            self._table_row(columns, widths, row)
        self._rule()
        self._y += 3

    def totals(self, rows: Iterable[tuple[str, str]], *, emphasis: int = 1) -> None:
        """Write sums at the right, the last `emphasis` of them large; they stay together on a page."""
        rows = list(rows)
        label_width, value_width = self.width * 0.4, self.width * 0.22
        x = self.size.width - self.size.side - label_width - value_width
        sizes = [LARGE if place >= len(rows) - emphasis else NORMAL for place in range(len(rows))]
        self._make_room(sum(sizes) * POINT * LEADING * 1.3)
        for (label, value), size in zip(rows, sizes, strict=True):
            bold = size == LARGE
            height = self._block(label, x, label_width, size=size, bold=bold)
            self._block(value, x + label_width, value_width, size=size, bold=bold, align="R")
            self._y += height
        self._y += 4

    def code128(self, text: str, *, height: float = 14) -> None:
        """Draw a Code 128 with its text below. Raises ValueError for what is not printable ASCII."""
        modules = codes.code128_modules(text)
        room = height + SMALL * POINT * LEADING + 2
        self._make_room(room)
        module = min(0.5, self.width / (len(modules) + 20))
        x = self.size.side + 10 * module
        self._bars([modules], x, self._y, module, height)
        self._block(text, self.size.side, self.width, size=SMALL, y=self._y + height + 0.5)
        self._y += room

    def qr(self, text: str, *, size: float = 28) -> None:
        """Draw a QR code."""
        rows = codes.qr_modules(text)
        module = size / (len(rows) + 2 * codes.QUIET_ZONE)
        self._make_room(size)
        edge = codes.QUIET_ZONE * module
        self._bars(rows, self.size.side + edge, self._y + edge, module, module)
        self._y += size

    def space(self, height: float) -> None:
        """Leave room, in mm."""
        self._y += height

    # Files

    def attach(
        self, name: str, data: bytes, mime: str, relationship: Relationship, *, description: str = ""
    ) -> None:
        """Attach a file to the document (PDF/A-3: associated with it)."""
        self._pdf.embed_file(
            bytes=data,
            basename=name,
            mime_type=mime,
            associated_file_relationship=relationship,
            modification_date=self.made_at,
            desc=description or name,
            compress=True,
        )

    def attach_invoice(self, xml: bytes, *, level: str = "EN 16931") -> None:
        """Attach the electronic invoice of this document (Factur-X, ZUGFeRD) and say so in the metadata."""
        self._invoice = ("factur-x.xml", level)
        self.attach("factur-x.xml", xml, "text/xml", "Alternative", description="Factur-X")

    def output(self) -> bytes:
        """Finish: number the pages, write the metadata, return the bytes."""
        pdf = self._pdf
        for page in range(1, self.pages + 1):
            self._write_foot(page)
        pdf.set_title(self.title)
        pdf.set_lang(self.language)
        pdf.set_creation_date(self.made_at)
        pdf.set_producer(TOOL)
        pdf.set_creator(TOOL)
        if self.author:
            pdf.set_author(self.author)
        if self._pdf_a:
            pdf.set_xmp_metadata(
                metadata(
                    title=self.title,
                    author=self.author or TOOL,
                    language=self.language,
                    made_at=self.made_at,
                    tool=TOOL,
                    invoice=self._invoice,
                )
            )
        return bytes(pdf.output(output_producer_class=Producer))

    # Drawing

    def _write_foot(self, page: int) -> None:
        self._pdf.page = page
        leading = 6.5 * POINT * LEADING
        y = self.size.height - 8 - leading * (len(self._footer) + 1)
        # The page keeps the font of its last line: another one first has this one written again.
        self._pdf.set_font(FAMILY, "B", 6)
        for line in [*self._footer, self.page_words(page, self.pages)]:
            self._block(line, self.size.side, self.width, size=6.5, grey=MUTED, align="C", y=y)
            y += leading

    def _table_head(self, columns: Sequence[Column], widths: Sequence[float]) -> None:
        heads = [
            self._lines(column.title, width - 2, size=SMALL, bold=True)
            for column, width in zip(columns, widths, strict=True)
        ]
        height = max(map(len, heads)) * SMALL * POINT * LEADING + 2
        self._make_room(height + 12)
        x = self.size.side
        for column, width, lines in zip(columns, widths, heads, strict=True):
            for place, line in enumerate(lines):
                y = self._y + place * SMALL * POINT * LEADING
                self._line(
                    line, x + 1, y, size=SMALL, bold=True, room=width - 2, align=column.align, grey=MUTED
                )
            x += width
        self._y += height - 1
        self._rule()
        self._y += 1

    def _table_row(self, columns: Sequence[Column], widths: Sequence[float], row: Sequence[str]) -> None:
        leading = NORMAL * POINT * LEADING
        cells = [self._cell(text, width - 2) for text, width in zip(row, widths, strict=True)]
        count = max(map(len, cells))
        # What is too long for half a page is broken between its lines.
        is_long = count * leading > (self._end - self.size.top) / 2
        for place in range(count):
            needed = leading if is_long or place else count * leading
            if self._make_room(needed + 1):
                self._table_head(columns, widths)
            x = self.size.side
            for column, width, cell in zip(columns, widths, cells, strict=True):
                if place < len(cell):
                    line, grey = cell[place]
                    self._line(
                        line, x + 1, self._y, size=NORMAL, room=width - 2, align=column.align, grey=grey
                    )
                x += width
            self._y += leading
        self._y += 1

    def _cell(self, text: str, width: float) -> list[tuple[str, int]]:
        first, *more = text.split("\n")
        found = [(line, INK) for line in self._lines(first, width, size=NORMAL)]
        return found + [(line, MUTED) for part in more for line in self._lines(part, width, size=NORMAL)]
