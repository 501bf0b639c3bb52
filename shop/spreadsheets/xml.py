"""XML of a workbook, read as a stream: no tree is built, and no part grows beyond its limits."""

import zipfile
import zlib
from collections.abc import Iterator
from xml.parsers import expat
from xml.parsers.expat import XMLParserType

from django.utils.translation import gettext as _

from shop.spreadsheets.errors import BadSpreadsheetError
from shop.spreadsheets.limits import MOST_RATIO, MOST_UNPACKED, RATIO_FROM

CHUNK = 64 * 1024
# So much without one event is one name or attribute that swallows memory.
LONGEST_TOKEN = 1024 * 1024


def damaged() -> BadSpreadsheetError:
    """Return the error for a workbook that is not whole."""
    return BadSpreadsheetError(
        _("The file is damaged or not complete. Open it in a spreadsheet program and save it again as XLSX.")
    )


def too_large() -> BadSpreadsheetError:
    """Return the error for a workbook beyond the limits."""
    return BadSpreadsheetError(
        _("The file is too large when unpacked. Save it as CSV UTF-8, or split it into several files.")
    )


def check_part(member: zipfile.ZipInfo, most: int = MOST_UNPACKED) -> None:
    """Raise BadSpreadsheetError for a part that would unpack to too much, by size or by ratio."""
    is_bomb = member.file_size > RATIO_FROM and member.file_size > MOST_RATIO * max(member.compress_size, 1)
    if member.file_size > most or is_bomb:  # guard: unpacked-size
        raise too_large()


class Handler:
    """What is done with the elements of a part: `start` and `end` by name without its namespace."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Meet an opening tag."""

    def end(self, name: str) -> None:
        """Meet a closing tag."""

    def text(self, text: str) -> None:
        """Meet a piece of text."""


def walk(archive: zipfile.ZipFile, member: zipfile.ZipInfo, handler: Handler) -> Iterator[None]:
    """Feed a part to a handler, pausing after each piece so that the caller can take what is ready.

    Raises BadSpreadsheetError for what is no XML, for document types (entities are bombs) and for
    names or attributes without end.
    """
    parser = _parser(handler)
    fed = 0
    try:
        with archive.open(member) as part:
            while chunk := part.read(CHUNK):
                fed += len(chunk)
                parser.Parse(chunk, False)
                if fed - max(parser.CurrentByteIndex, 0) > LONGEST_TOKEN:
                    raise too_large()
                yield
            parser.Parse(b"", True)
    except (expat.ExpatError, zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
        raise damaged() from error
    yield


def read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, handler: Handler) -> None:
    """Feed a whole part to a handler."""
    for _piece in walk(archive, member, handler):
        pass


def _parser(handler: Handler) -> XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def local(name: str) -> str:
        return name.rpartition(":")[2]

    def refuse(*_args: object) -> None:
        raise damaged()

    def start(name: str, attributes: dict[str, str]) -> None:
        handler.start(local(name), attributes)

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: handler.end(local(name))
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    return parser
