"""Make the fonts of `shop/pdf/fonts` anew: one collection a weight, with a simplified and a traditional face.

    python -m bench.pdf_fonts --cjk NotoSansCJK-Regular.ttc --latin source-sans/files --weight 400
    python -m bench.pdf_fonts --cjk NotoSansCJK-Bold.ttc --latin source-sans/files --weight 700

`--cjk` is the collection of Noto Sans CJK (github.com/notofonts/noto-cjk), `--latin` the folder of WOFF files of
`@fontsource/source-sans-3`, the Latin that Noto Sans CJK is drawn with; it has the letters of Europe that are missing
there. Outlines are kept without hints and subroutines, so that a document's subset is a copy of bytes.
"""

import argparse
from collections.abc import Iterable, Mapping
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTCollection, TTFont

from shop.pdf.fonts import COLLECTION, cid_keyed

SIMPLIFIED, TRADITIONAL = "Noto Sans CJK SC", "Noto Sans CJK TC"
FACES = ("Kiln Sans SC", "Kiln Sans TC")
LATIN_SCALE = 1.117
LATIN = ("latin", "latin-ext", "vietnamese", "greek", "greek-ext", "cyrillic", "cyrillic-ext")
BLOCKS = (
    (0x20, 0x250), (0x2B0, 0x2E0), (0x370, 0x460), (0x490, 0x530), (0x1E00, 0x1F00), (0x2000, 0x2070), (0x2070, 0x20C1), (0x2100, 0x2200),
    (0x2200, 0x2270), (0x2460, 0x2474), (0x25A0, 0x25D0), (0x2600, 0x2616), (0x2713, 0x2719), (0x3000, 0x3030),
    (0xFE30, 0xFE50), (0xFF01, 0xFF70), (0xFFE0, 0xFFE7),
)  # fmt: skip
MADE_AT = 3_786_912_000  # seconds since 1904
#: Characters of names that neither GB 2312 nor Big5 has.
NAMES = "喆堃镕翀赟媖珣甯禛旸玥琤荍栢峯堦喦犇骉垚焱淼鑫昇煊珺璟玮彧曌瑄祎晞烜旻昕昱晟炅翊弢邨闫龑芃茗苒昉妤媛婳姝嫕琭玙珩琨瑢璠璎珞熠燊燚牮皞翥翯贇頔顗颋骁鸾龢啓吿靑淸眞溫寗冨髙﨑祐祥衞頴温黒徳恵斉斎廣辻畑峠込枠榊笹"
COPYRIGHT = (
    "Copyright 2014-2021 Adobe (http://www.adobe.com/) and, of letters of Europe, 2010-2024 Adobe "
    "(http://www.adobe.com/), with Reserved Font Name 'Source'."
)


def characters(encoding: str) -> set[int]:
    """Name the characters of two bytes of an encoding."""
    pairs = (bytes([lead, trail]) for lead in range(0xA1, 0xFE) for trail in range(0x40, 0xFF))
    texts = (pair.decode(encoding, errors="ignore") for pair in pairs)
    return {ord(text) for text in texts if len(text) == 1 and text > "\x7f"}


GB, BIG5 = characters("gb2312"), characters("big5")
WANTED = {code for start, end in BLOCKS for code in range(start, end)} | GB | BIG5 | {*map(ord, NAMES)}


def main() -> None:
    """Read, draw anew, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cjk", type=Path, required=True)
    parser.add_argument("--latin", type=Path, required=True)
    parser.add_argument("--weight", type=int, choices=(400, 700), required=True)
    args = parser.parse_args()
    fonts = {
        font["name"].getBestFullName().removesuffix(" Bold"): font for font in TTCollection(args.cjk).fonts
    }
    latin = [TTFont(args.latin / f"source-sans-3-{part}-{args.weight}-normal.woff") for part in LATIN]
    outlines = Outlines()
    simplified, traditional = fonts[SIMPLIFIED], fonts[TRADITIONAL]
    faces = [
        (FACES[0], outlines.face(simplified, traditional, BIG5 - GB, latin)),
        (FACES[1], outlines.face(traditional, simplified, GB - BIG5, latin)),
    ]
    collection = TTCollection()
    collection.fonts = [outlines.build(family, cmap, args.weight) for family, cmap in faces]
    collection.fonts[1]["CFF "] = collection.fonts[0]["CFF "]
    path = COLLECTION[args.weight == 700]
    collection.save(path, shareTables=True)
    print(f"{path.name}: {len(outlines.drawn)} glyphs, {path.stat().st_size:,} bytes")


class Outlines:
    """What has been drawn, in the order of the glyphs; both faces share it."""

    def __init__(self) -> None:
        self.places: dict[object, int] = {}
        self.drawn: list[tuple[bytes, int]] = []

    def face(
        self, font: TTFont, second: TTFont, foreign: set[int], latin: Iterable[TTFont]
    ) -> dict[int, int]:
        """Draw the characters of a face; return where each stands.

        The `foreign` ones, which only the other script writes, are drawn once: as `second` has them.
        """
        cmap, others_cmap, glyphs = font.getBestCmap(), second.getBestCmap(), font.getGlyphSet()
        if not self.drawn:
            self.add(".notdef", glyphs, ".notdef", 1)
        found = {}
        for code in sorted(WANTED & set(cmap)):
            name = (others_cmap if code in foreign and code in others_cmap else cmap)[code]
            found[code] = self.add(name, glyphs, name, 1)
        for number, other in enumerate(latin):
            # Noto's Latin is Source Sans, drawn larger.
            names, others = other.getBestCmap(), other.getGlyphSet()
            scale = LATIN_SCALE * 1000 / other["head"].unitsPerEm
            for code in sorted(WANTED & set(names) - set(found)):
                found[code] = self.add((number, names[code]), others, names[code], scale)
        return found

    def add(self, key: object, glyphs: Mapping[str, object], name: str, scale: float) -> int:
        """Draw a glyph once."""
        if key not in self.places:
            width = round(glyphs[name].width * scale)
            pen, whole = T2CharStringPen(width, None), DecomposingRecordingPen(glyphs)
            glyphs[name].draw(whole)
            whole.replay(TransformPen(pen, (scale, 0, 0, scale, 0, 0)) if scale != 1 else pen)
            charstring = pen.getCharString()
            charstring.compile()
            self.places[key] = len(self.drawn)
            self.drawn.append((charstring.bytecode, width))
        return self.places[key]

    def build(self, family: str, cmap: dict[int, int], weight: int) -> TTFont:
        """Put a face together."""
        names = [".notdef", *(f"cid{place:05d}" for place in range(1, len(self.drawn)))]
        style = "Bold" if weight == 700 else "Regular"
        builder = FontBuilder(1000, isTTF=False)
        builder.setupGlyphOrder(names)
        builder.setupCharacterMap({code: names[place] for code, place in cmap.items()})
        builder.setupHorizontalMetrics(
            {name: (width, 0) for name, (_, width) in zip(names, self.drawn, strict=True)}
        )
        builder.setupHorizontalHeader(ascent=1160, descent=-288)
        postscript = f"{family.replace(' ', '')}-{style}"
        builder.setupNameTable(
            {
                "copyright": COPYRIGHT,
                "familyName": family,
                "styleName": style,
                "fullName": f"{family} {style}",
                "psName": postscript,
                "licenseDescription": "SIL Open Font License, Version 1.1",
                "licenseInfoURL": "https://openfontlicense.org",
            }
        )
        builder.setupOS2(
            sTypoAscender=880, sTypoDescender=-120, sCapHeight=733, sxHeight=543, usWeightClass=weight
        )
        builder.setupPost(keepGlyphNames=False)
        font = builder.font
        font["head"].created = font["head"].modified = MADE_AT
        font.recalcTimestamp = False
        font["CFF "] = cid_keyed(postscript, names, [data for data, _ in self.drawn])
        return font


if __name__ == "__main__":
    main()
