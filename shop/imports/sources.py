"""Rows of a file, one by one: memory does not grow with the file."""

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from shop.imports.errors import BadValueError, ImportFailedError
from shop.spreadsheets.errors import BadSpreadsheetError
from shop.spreadsheets.reading import is_workbook, table_rows

Row = dict[str, Any]


class SourceRow(dict[str, Any]):
    """A row that knows where it stands; `numbers` are all rows of the file that it was made of."""

    def __init__(self, content: Row, *, number: int, numbers: tuple[int, ...] = ()) -> None:
        super().__init__(content)
        self.number, self.numbers = number, numbers or (number,)


Numbered = tuple[int, Row | BadValueError]
CHUNK = 1 << 20


def kind_of(path: Path) -> str:
    """Return "table" (CSV, XLSX) or "jsonl" by a file's name; `.gz` may follow. Raises ImportFailedError."""
    names = [suffix.lower() for suffix in path.suffixes]
    name = names[-2] if names[-1:] == [".gz"] and len(names) > 1 else "".join(names[-1:])
    kinds = {".csv": "table", ".xlsx": "table", ".jsonl": "jsonl", ".ndjson": "jsonl"}
    if name not in kinds:
        raise ImportFailedError(
            _("%(name)s: only .csv, .xlsx and .jsonl are read (also with .gz).") % {"name": path.name}
        )
    return kinds[name]


def rows_of(path: Path, *, encoding: str = "") -> Iterator[Numbered]:
    """Yield every row with its number: the line or sheet row at which it stands in the file.

    A row that cannot be read is yielded as its error. Raises ImportFailedError, before the first row,
    for a file that cannot be read whole; `encoding` is that of a CSV file that is not UTF-8.
    """
    try:
        if kind_of(path) == "jsonl":
            _read_through(path)
            yield from _json_rows(path)
        else:
            yield from _table_rows(path, encoding)
    except BadSpreadsheetError as error:
        raise ImportFailedError(f"{path.name}: {error}", str(error)) from error
    except (OSError, EOFError, zlib.error) as error:
        raise ImportFailedError(
            _("%(name)s cannot be read: %(error)s") % {"name": path.name, "error": error}
        ) from error


def digest_of(*paths: Path) -> str:
    """Return what tells these files from any others."""
    digest = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
    return digest.hexdigest()


def count_rows(path: Path) -> int | None:
    """Return about how many rows there are, for a progress bar; None where it is not cheap to tell.

    Raises ImportFailedError for a file that cannot be unpacked.
    """
    try:
        with _binary(path) as file:
            if kind_of(path) == "table" and is_workbook(file.read(8)):
                return None
            file.seek(0)
            return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(CHUNK), b""))
    except (OSError, EOFError, zlib.error) as error:
        raise ImportFailedError(
            _("%(name)s cannot be read: %(error)s") % {"name": path.name, "error": error}
        ) from error


def _binary(path: Path) -> Any:
    return gzip.open(path, "rb") if path.suffix.lower() == ".gz" else path.open("rb")


def _read_through(path: Path) -> None:
    """Unpack a file to its end, so that one that is cut off is refused before its first row is used."""
    if path.suffix.lower() == ".gz":
        with _binary(path) as file:
            while file.read(CHUNK):
                pass


def _json_rows(path: Path) -> Iterator[Numbered]:
    with _binary(path) as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError as error:
                yield number, BadValueError("", _("is not JSON: %(error)s") % {"error": error})
                continue
            if isinstance(row, dict):
                yield number, row
            else:
                yield number, BadValueError("", _("is not an object"))


def _table_rows(path: Path, encoding: str) -> Iterator[Numbered]:
    is_xlsx = ".xlsx" in [suffix.lower() for suffix in path.suffixes[-2:]]
    rows = table_rows(lambda: _binary(path), encoding=encoding, is_xlsx=is_xlsx)
    _number, headings = next(rows, (0, []))
    names = [_heading(name) for name in headings]
    for number, cells in rows:
        yield number, _named(names, ["" if cell is None else cell for cell in cells])


def _heading(name: object) -> str:
    """Return a heading in one line; what is no text heads nothing."""
    return " ".join(str(name).split()) if isinstance(name, str | int) and not isinstance(name, bool) else ""


def _named(names: list[str], cells: list[object]) -> Row | BadValueError:
    if len(cells) > len(names):
        return BadValueError(
            "",
            _("has %(cells)s cells under %(headings)s headings")
            % {"cells": len(cells), "headings": len(names)},
        )
    return {name: cell for name, cell in zip(names, cells, strict=False) if name}


def headings_of(path: Path, *, encoding: str = "") -> list[str]:
    """Return a table's headings, those without a name left out. Raises ImportFailedError."""
    is_xlsx = ".xlsx" in [suffix.lower() for suffix in path.suffixes[-2:]]
    try:
        _number, headings = next(
            table_rows(lambda: _binary(path), encoding=encoding, is_xlsx=is_xlsx), (0, [])
        )
    except BadSpreadsheetError as error:
        raise ImportFailedError(f"{path.name}: {error}", str(error)) from error
    except (OSError, EOFError, zlib.error) as error:
        raise ImportFailedError(
            _("%(name)s cannot be read: %(error)s") % {"name": path.name, "error": error}
        ) from error
    return [name for heading in headings if (name := _heading(heading))]
