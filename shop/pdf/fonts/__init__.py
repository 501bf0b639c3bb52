"""The font files that documents embed, and their tables; `README.md` says what they are made of."""

from collections.abc import Sequence
from pathlib import Path

from fontTools.cffLib import (
    CFFFontSet,
    CharStrings,
    FDArrayIndex,
    FDSelect,
    FontDict,
    GlobalSubrsIndex,
    IndexedStrings,
    PrivateDict,
    TopDict,
    TopDictIndex,
)
from fontTools.misc.psCharStrings import T2CharString
from fontTools.ttLib import newTable
from fontTools.ttLib.tables.C_F_F_ import table_C_F_F_

#: The collections: regular and bold; each holds a face with simplified and one with traditional forms.
COLLECTION = tuple(
    Path(__file__).resolve().parent / f"KilnSans-{weight}.ttc" for weight in ("Regular", "Bold")
)


def cid_keyed(name: str, glyphs: Sequence[str], charstrings: Sequence[bytes]) -> table_C_F_F_:
    """Build a CID-keyed CFF table of outlines that need neither hints nor subroutines.

    `glyphs` are `.notdef` and then names `cid00001` ..., whose number is the CID; widths stand in the
    charstrings.
    """
    strings = IndexedStrings()
    subroutines = GlobalSubrsIndex()
    private = PrivateDict(strings=strings)
    private.rawDict.update(defaultWidthX=0, nominalWidthX=0)
    font_dict = FontDict(strings=strings, GlobalSubrs=subroutines)
    font_dict.setCFF2(isCFF2=False)
    font_dict.FontName = name
    font_dict.Private = private
    fonts = FDArrayIndex()
    fonts.strings, fonts.GlobalSubrs = strings, subroutines
    fonts.append(font_dict)
    chosen = FDSelect()
    chosen.format = 3
    chosen.gidArray = [0] * len(glyphs)
    top = TopDict(strings=strings, GlobalSubrs=subroutines)
    top.charset = list(glyphs)
    top.ROS = ("Adobe", "Identity", 0)
    top.CIDCount = int(glyphs[-1].removeprefix("cid")) + 1 if len(glyphs) > 1 else 1
    top.FullName = top.FamilyName = name
    top.FDArray, top.FDSelect = fonts, chosen
    outlines = CharStrings(None, glyphs, subroutines, private, chosen, fonts)
    for glyph, data in zip(glyphs, charstrings, strict=True):
        outline = T2CharString(bytecode=data, private=private, globalSubrs=subroutines)
        outline.fdSelectIndex = 0
        outlines.charStrings[glyph] = outline
    top.CharStrings = outlines
    found = CFFFontSet()
    found.major, found.minor = 1, 0
    found.fontNames = [name]
    found.topDictIndex = TopDictIndex()
    found.topDictIndex.append(top)
    found.strings, found.GlobalSubrs = strings, subroutines
    table = newTable("CFF ")
    table.cff = found
    return table
