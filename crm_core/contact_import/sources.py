"""The rows of a file of contacts, whatever it is: CSV, XLSX or vCard, told by its content."""

from collections.abc import Iterator
from pathlib import Path

from crm_core.contact_import.vcard import is_vcard, vcard_rows
from shop.imports.sources import Numbered, rows_of

VCARD = "vcard"
HEAD = 2048


def is_vcard_file(path: Path) -> bool:
    """Say whether a file holds cards."""
    with path.open("rb") as file:
        return is_vcard(file.read(HEAD))


def contact_rows(path: Path, *, encoding: str = "") -> Iterator[Numbered]:
    """Yield every row or card with its number. Raises ImportFailedError before the first row."""
    if is_vcard_file(path):
        yield from vcard_rows(path, encoding=encoding)
    else:
        yield from rows_of(path, encoding=encoding)
