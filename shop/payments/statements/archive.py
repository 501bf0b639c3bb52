"""A ZIP with the statements of several days or accounts, as banks offer them."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from django.utils.translation import gettext as _

from shop.payments.exceptions import StatementError
from shop.payments.statements.file_types import unsupported_file

MOST_MEMBERS = 200
LARGEST_MEMBER = 5 * 1024 * 1024
LARGEST = 20 * 1024 * 1024
#: XML packs to a twentieth at best; a bomb to a thousandth.
HIGHEST_RATIO = 200
OFFICE = ("[Content_Types].xml", "xl/", "word/", "mimetype", "content.xml")
BEGINNINGS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
NOT_MEANT = ("__MACOSX/", ".DS_Store", "Thumbs.db")


def is_zip(data: bytes) -> bool:
    """Tell whether a file is a ZIP."""
    return data.startswith(BEGINNINGS)


def members_of(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Unpack one file after the other, within limits. Raises StatementError."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = _checked(archive.infolist(), packed=len(data))
            left = LARGEST
            for info in infos:
                with archive.open(info) as member:
                    content = member.read(min(LARGEST_MEMBER, left) + 1)
                # What the ZIP says about its sizes may be a lie; what comes out is none.
                if len(content) > min(LARGEST_MEMBER, left):
                    raise StatementError(_("This ZIP is too large when unpacked."))
                left -= len(content)
                if is_zip(content):
                    raise StatementError(_("There is another ZIP in this ZIP. Please unpack it first."))
                yield info.filename, content
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
        LookupError,
        struct.error,
        zlib.error,
    ) as error:
        raise StatementError(_("This ZIP cannot be read: it is damaged, or locked by a password.")) from error


def _checked(infos: list[zipfile.ZipInfo], *, packed: int) -> list[zipfile.ZipInfo]:
    if any(info.filename.startswith(OFFICE) for info in infos):
        raise unsupported_file(_("an Excel or text document (XLSX, DOCX, ODS)"))
    files = [info for info in infos if not info.is_dir() and not info.filename.endswith(NOT_MEANT[1:])]
    files = [info for info in files if not info.filename.startswith(NOT_MEANT[0])]
    if not files:
        raise StatementError(_("This ZIP is empty."))
    if len(files) > MOST_MEMBERS:
        message = _("This ZIP contains %(number)d files, more than %(most)d. Please export a shorter period.")
        raise StatementError(message % {"number": len(files), "most": MOST_MEMBERS})
    size = sum(info.file_size for info in files)
    if size > LARGEST or size > packed * HIGHEST_RATIO:
        raise StatementError(_("This ZIP is too large when unpacked."))
    return files
