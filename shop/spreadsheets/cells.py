"""Cells that a spreadsheet must not run, and cells that cannot be used."""

import csv
import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from numbers import Number
from typing import Any

# Excel, LibreOffice and WPS take a cell for a formula that begins with one of these, full width too.
FORMULA = re.compile(r"'*(?:[\t\r\n]|\s*[=+\-@＝＋－＠])")
ESCAPED = re.compile(r"'+(?:[\t\r\n]|\s*[=+\-@＝＋－＠])")
NUMBER = re.compile(r"-?\d+(?:[.,]\d+)*\Z")
# What XML cannot hold; a workbook with one of them cannot be written.
ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True)
class Unusable:
    """A cell that stands for no value: an error, a formula without a result; `reason` says which."""

    reason: str


def escaped(cell: object) -> object:
    """Return a cell as a CSV file may hold it: text that a spreadsheet would run begins with an apostrophe.

    Numbers, also as text (-5.00), and dates stay as they are; an object is written as its text, which may be
    anything. `unescaped` gives back exactly what went in.
    """
    if cell is None or isinstance(cell, Number | dt.date | dt.time):
        return cell
    cell = str(cell)
    if FORMULA.match(cell) and not NUMBER.match(cell):
        return f"'{cell}"
    return cell


def unescaped(cell: str) -> str:
    """Return what `escaped` was given."""
    return cell[1:] if ESCAPED.match(cell) else cell


def legal(cell: object) -> object:
    """Return a cell as a workbook can hold it."""
    return ILLEGAL.sub("", cell) if isinstance(cell, str) else cell


class SafeWriter:
    """`csv.writer` whose cells are escaped."""

    def __init__(self, file: Any, dialect: Any = csv.excel, **options: Any) -> None:
        self._writer = csv.writer(file, dialect, **options)

    def writerow(self, row: Iterable[object]) -> object:
        """Write one row."""
        return self._writer.writerow([escaped(cell) for cell in row])

    def writerows(self, rows: Iterable[Iterable[object]]) -> None:
        """Write row after row."""
        for row in rows:
            self.writerow(row)


class SafeDictWriter(csv.DictWriter):
    """`csv.DictWriter` whose cells are escaped."""

    def writerow(self, rowdict: Mapping[object, object]) -> object:
        """Write one row."""
        return super().writerow({name: escaped(cell) for name, cell in rowdict.items()})

    def writerows(self, rowdicts: Iterable[Mapping[object, object]]) -> None:
        """Write row after row."""
        for row in rowdicts:
            self.writerow(row)
