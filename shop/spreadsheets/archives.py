"""ZIP archives from strangers: members are counted before their list is read, and packed plainly."""

import zipfile
from typing import Any, BinaryIO

MOST_MEMBERS = 5_000
ENTRY = b"PK\x01\x02"
CHUNK = 1 << 20
PLAIN = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
ENCRYPTED = 0x1


class BadArchiveError(Exception):
    """An archive that is damaged, has too many members or members that are not plainly packed."""


def open_archive(file: Any) -> zipfile.ZipFile:
    """Open an archive of a seekable binary file. Raises BadArchiveError; no member has been unpacked then.

    Members are stored or deflated: other ways of packing may ask for gigabytes to be unpacked.
    """
    if _entries(file) > MOST_MEMBERS:
        raise BadArchiveError("too many members")
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise BadArchiveError(str(error)) from error
    if any(member.compress_type not in PLAIN for member in archive.infolist()):
        raise BadArchiveError("packed in another way than ZIP's own")
    return archive


def is_encrypted(archive: zipfile.ZipFile) -> bool:
    """Say whether any member asks for a password."""
    return any(member.flag_bits & ENCRYPTED for member in archive.infolist())


def _entries(file: BinaryIO) -> int:
    """Count what looks like an entry of the list, without building it."""
    file.seek(0)
    found, left = 0, b""
    while chunk := file.read(CHUNK):
        found += (left + chunk).count(ENTRY)
        left = chunk[-(len(ENTRY) - 1) :]
    file.seek(0)
    return found
