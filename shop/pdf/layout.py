"""What a document is laid out by: sizes of pages, columns of tables. It loads nothing that draws."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class PageSize:
    """A format with its margins, in mm."""

    width: float
    height: float
    side: float
    top: float
    bottom: float


A4 = PageSize(width=210, height=297, side=20, top=16, bottom=30)
#: A parcel's label, 100 x 150 mm.
LABEL = PageSize(width=100, height=150, side=6, top=6, bottom=10)


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a table; `share` is its part of the width, compared with the others'."""

    title: str
    share: float = 1
    align: Literal["L", "R", "C"] = "L"
