"""Faces as a process keeps them: read once, and cut down to what one document uses.

fpdf2 would parse a file of 19,000 outlines for each document and each weight. Here a document gets a
`DocumentFont`, which shares everything that does not change and builds, in the end, a font of the glyphs
that were used.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from io import BytesIO

from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.enums import FontDescriptorFlags, TextEmphasis
from fpdf.fonts import Glyph, PDFFontDescriptor, SubsetMap, TTFFont
from fpdf.output import OutputProducer, PDFExtGState, PDFFont, PDFType3Font, PDFXObject
from fpdf.pattern import Pattern
from fpdf.syntax import Name

from shop.pdf.fonts import COLLECTION, cid_keyed

# It tells of each subset.
logging.getLogger("fontTools.subset").setLevel(logging.WARNING)
NOTDEF, FAMILY = ".notdef", "KilnSans"
#: Stands for a character that no face has.
MISSING = "\N{WHITE SQUARE}"
ROS = ("Adobe", "Identity", 0)
FORMS = {"zh-hant": 1}


class Widths(dict[int, int]):
    """How wide characters are, in thousandths; what is not known is as wide as the empty box."""

    def __missing__(self, code: int) -> int:
        """Answer without keeping anything, since all documents share it."""
        return self[ord(MISSING)]


@dataclass(frozen=True, kw_only=True)
class Face:
    """One face of a collection, read whole; equal for every document of the process."""

    name: str
    cmap: dict[int, str]
    glyph_ids: dict[int, int]
    widths: Widths
    charstrings: dict[str, bytes]
    glyph_widths: dict[str, int]
    ascent: int
    descent: int
    cap_height: int
    box: tuple[int, int, int, int]
    weight: int

    def subset(self, glyphs: Iterable[str]) -> "EmbeddedFont":
        """Cut down to `.notdef` and what is named, in the order of CIDs."""
        return EmbeddedFont(self, [NOTDEF, *sorted({*glyphs} - {NOTDEF})])


class EmbeddedFont:
    """What a document embeds of a face: as much of fontTools' `TTFont` as fpdf2 asks a CID-keyed font for.

    It is cut down already and says that it has no tables, so that the subsetter finds nothing to do.
    """

    def __init__(self, kept: Face, names: list[str]) -> None:
        self.kept, self.names = kept, names

    def keys(self) -> list[str]:
        """Name the tables to cut down: none is left."""
        return []

    def __contains__(self, tag: object) -> bool:
        return False

    def getGlyphOrder(self) -> list[str]:  # noqa: N802 - fontTools'
        """Name the glyphs."""
        return self.names

    def setGlyphOrder(self, names: list[str]) -> None:  # noqa: N802 - fontTools'
        """Keep the order: it holds what is used and no more."""

    def getReverseGlyphMap(self) -> dict[str, int]:  # noqa: N802 - fontTools'
        """Return the places of glyphs."""
        return {name: place for place, name in enumerate(self.names)}

    def getGlyphID(self, name: str) -> int:  # noqa: N802 - fontTools'
        """Return the place of a glyph."""
        return self.names.index(name)

    def save(self, file: BytesIO) -> None:
        """Write the table of outlines, which is all that is embedded of a CID-keyed font."""
        table = cid_keyed(self.kept.name, self.names, [self.kept.charstrings[name] for name in self.names])
        file.write(table.compile(TTFont()))

    def close(self) -> None:
        """Hold nothing open."""


@cache
def face(language: str, *, bold: bool) -> Face:
    """Return the face for a reader of a language; it is read when it is first asked for."""
    file = TTFont(COLLECTION[bold], fontNumber=FORMS.get(language.lower(), 0), lazy=True)
    outlines = _outlines(bold=bold)
    cmap, order = file.getBestCmap() or {}, file.getGlyphOrder()
    places = {name: place for place, name in enumerate(order)}
    metrics = {name: width for name, (width, _side) in file["hmtx"].metrics.items()}
    head, os2 = file["head"], file["OS/2"]
    found = Face(
        name=file["name"].getDebugName(6) or FAMILY,
        cmap=cmap,
        glyph_ids={code: places[name] for code, name in cmap.items()},
        widths=Widths({code: metrics[name] for code, name in cmap.items()}),
        charstrings=outlines,
        glyph_widths=metrics,
        ascent=file["hhea"].ascent,
        descent=file["hhea"].descent,
        cap_height=os2.sCapHeight,
        box=(head.xMin, head.yMin, head.xMax, head.yMax),
        weight=os2.usWeightClass,
    )
    file.close()
    return found


@cache
def _outlines(*, bold: bool) -> dict[str, bytes]:
    """Read the outlines that both faces of a collection share."""
    file = TTFont(COLLECTION[bold], fontNumber=0, lazy=True)
    table = file["CFF "].cff
    top = table.topDictIndex[0]
    index = top.CharStrings.charStringsIndex
    data = {name: index[place].bytecode for place, name in enumerate(top.charset)}
    file.close()
    return data


class Identity(SubsetMap):
    """The glyphs that a document uses, each under its CID, so that every reader finds widths and letters."""

    def __init__(self, font: TTFFont) -> None:
        super().__init__(font)
        self._char_id_per_glyph = {}

    def pick_glyph(self, glyph: Glyph | None) -> int | None:
        """Note that a glyph is used; return its code."""
        if glyph is None:
            return None
        code = int(glyph.glyph_name.removeprefix("cid"))
        self._char_id_per_glyph[glyph] = code
        return code


class DocumentFont(TTFFont):
    """A face in one document: fpdf2 sees a CID-keyed font, of which the document keeps what it used."""

    __slots__ = ("__dict__",)

    def __init__(self, pdf: FPDF, kept: Face, fontkey: str, style: str) -> None:
        self.face = kept
        self.i = len(pdf.fonts) + 1
        self.type = "TTF"
        self.name, self.fontkey, self.ttffile = kept.name, fontkey, COLLECTION[0]
        self.is_compressed = self.is_symbol = False
        self.is_cff = self.is_cid_keyed = True
        self.cff_ros = ROS
        self.collection_font_number = 0
        self.scale = 1.0
        self._hbfont = None
        self.biggest_size_pt = 0.0
        self.cw = kept.widths  # type: ignore[assignment]
        self.cmap, self.glyph_ids = kept.cmap, kept.glyph_ids
        self.missing_glyphs = []
        self.up, self.ut, self.sp, self.ss = -100, 50, 325, 50
        self.emphasis = TextEmphasis.coerce(style)
        self.unicode_range = None
        self.palette_index = 0
        self.color_font = None
        self.desc = PDFFontDescriptor(
            ascent=kept.ascent,
            descent=kept.descent,
            cap_height=kept.cap_height,
            flags=FontDescriptorFlags.SYMBOLIC,
            font_b_box="[{} {} {} {}]".format(*kept.box),
            italic_angle=0,
            stem_v=round(50 + (kept.weight / 65) ** 2),
            missing_width=kept.glyph_widths[NOTDEF],
        )
        self.subset = Identity(self)

    @cached_property
    def ttfont(self) -> "EmbeddedFont":
        """The font that is embedded; asked for when the document is complete."""
        return self.face.subset(self.subset.get_all_glyph_names())

    def close(self) -> None:
        """Let the embedded font go."""
        self.__dict__.pop("ttfont", None)


class Producer(OutputProducer):
    """fpdf2's; codes are CIDs and said to be that: readers know the name, many not a map of one's own."""

    def _add_fonts(
        self,
        image_objects_per_index: dict[int, PDFXObject],
        gfxstate_objs_per_name: dict[str, PDFExtGState],
        pattern_objs_per_name: "dict[str, Pattern]",
    ) -> dict[int, PDFFont | PDFType3Font]:
        found = super()._add_fonts(image_objects_per_index, gfxstate_objs_per_name, pattern_objs_per_name)
        for font in found.values():
            font.encoding = Name("Identity-H")  # type: ignore[misc]
        return found
