"""Rows of a file, one by one: memory does not grow with the file."""

import csv
import gzip
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl

from shop.catalogue.importing.errors import BadValueError, ImportFailedError

Row = dict[str, Any]
Numbered = tuple[int, Row | BadValueError]
CHUNK = 1 << 20


def kind_of(path: Path) -> str:
    """Return "csv", "xlsx" or "jsonl" by a file's name; `.gz` may follow. Raises ImportFailedError."""
    names = [suffix.lower() for suffix in path.suffixes]
    name = names[-2] if names[-1:] == [".gz"] and len(names) > 1 else "".join(names[-1:])
    kinds = {".csv": "csv", ".xlsx": "xlsx", ".jsonl": "jsonl", ".ndjson": "jsonl"}
    if name not in kinds:
        raise ImportFailedError(f"{path.name}: only .csv, .xlsx and .jsonl are read (also with .gz).")
    return kinds[name]


def rows_of(path: Path) -> Iterator[Numbered]:
    """Yield every row with its number: the line or sheet row at which it stands in the file.

    A row that cannot be read is yielded as its error. Raises ImportFailedError for a file
    that is not what its name says.
    """
    reader = {"csv": _csv_rows, "xlsx": _xlsx_rows, "jsonl": _json_rows}[kind_of(path)]
    try:
        yield from reader(path)
    except (OSError, EOFError, csv.Error, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise ImportFailedError(f"{path.name} cannot be read: {error}") from error


def digest_of(*paths: Path) -> str:
    """Return what tells these files from any others."""
    digest = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
    return digest.hexdigest()


def count_rows(path: Path) -> int | None:
    """Return about how many rows there are, for a progress bar; None where it is not cheap to tell."""
    if kind_of(path) == "xlsx":
        return None
    with _binary(path) as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(CHUNK), b""))


def _binary(path: Path) -> Any:
    return gzip.open(path, "rb") if path.suffix.lower() == ".gz" else path.open("rb")


def _json_rows(path: Path) -> Iterator[Numbered]:
    with _binary(path) as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError as error:
                yield number, BadValueError("", f"is not JSON: {error}")
                continue
            if isinstance(row, dict):
                yield number, row
            else:
                yield number, BadValueError("", "is not an object")


def _csv_rows(path: Path) -> Iterator[Numbered]:
    with _binary(path) as file, io.TextIOWrapper(file, encoding="utf-8-sig", newline="") as text:
        head = text.readline()
        dialect = csv.excel()
        dialect.delimiter = max(",;\t", key=head.count)
        names = [name.strip() for name in next(csv.reader([head], dialect), [])]
        reader = csv.reader(text, dialect)
        for cells in reader:
            if any(cells):
                yield reader.line_num + 1, _named(names, cells)


def _xlsx_rows(path: Path) -> Iterator[Numbered]:
    with _binary(path) as file:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(values_only=True)
        names = [str(name or "").strip() for name in next(rows, ())]
        for number, cells in enumerate(rows, 2):
            if any(cell is not None for cell in cells):
                yield number, _named(names, ["" if cell is None else cell for cell in cells])
        book.close()


def _named(names: list[str], cells: list[Any]) -> Row | BadValueError:
    if len(cells) > len(names):
        return BadValueError("", f"has {len(cells)} cells under {len(names)} headings")
    return {name: cell for name, cell in zip(names, cells, strict=False) if name}
