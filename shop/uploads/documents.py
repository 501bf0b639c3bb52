"""Documents to be handed on: taken by what they hold, served as files to keep, never as pages.

A document keeps its bytes (a contract is not written anew), so it is named by its content: what is
a PDF ends in `.pdf`, whatever it was called, and no browser is told that it might be HTML.
"""

import codecs
import zipfile
from typing import Any

from django.core.files import File
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.translation import gettext as _

from shop.spreadsheets.archives import BadArchiveError, open_archive
from shop.uploads.errors import RefusedUploadError
from shop.uploads.limits import CONTENT_TYPES, DOCUMENT_BYTES
from shop.uploads.pictures import check_bytes, clean_picture, safe_stem

UNKNOWN_TYPE = "application/octet-stream"
OFFICE = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
OPEN_DOCUMENT = {CONTENT_TYPES[kind].encode(): kind for kind in ("odt", "ods", "odp")}
PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"RIFF")
FILM_BRANDS = {"isom", "iso2", "iso4", "iso5", "iso6", "mp41", "mp42", "avc1", "dash"}
HEAD, CHUNK = 512, 1 << 16


def clean_document(upload: Any, *, most_bytes: int = DOCUMENT_BYTES) -> File:
    """Return an uploaded document under a name of ours; a picture is encoded anew.

    Raises RefusedUploadError for what is too large or none of CONTENT_TYPES by its content, for office
    files with macros among others.
    """
    check_bytes(upload, most_bytes)
    upload.seek(0)
    head = upload.read(HEAD)
    if head.startswith(PICTURES) or head[4:12] == b"ftypavif":
        return clean_picture(upload)
    kind = _kind(upload, head)
    upload.seek(0)
    if not kind:  # guard: document-allow-list
        raise RefusedUploadError(
            _(
                "Files of this type are not accepted: choose a PDF, an office document without "
                "macros, plain text, a ZIP archive, an image or a video (MP4, WebM)."
            )
        )
    return _named(upload, f"{safe_stem(upload.name)}.{kind}", CONTENT_TYPES[kind])


def _kind(upload: File, head: bytes) -> str:
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"{\\rtf"):
        return "rtf"
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_archive(upload)
    if head[4:8] == b"ftyp" and head[8:12].decode("latin-1") in FILM_BRANDS:
        return "mp4"
    if head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head[:64]:
        return "webm"
    kind = _kind_of_text(upload)
    return "vtt" if kind and head.removeprefix(b"\xef\xbb\xbf").startswith(b"WEBVTT") else kind


def _kind_of_archive(upload: File) -> str:
    """Say what a ZIP archive is; empty for one that is damaged or holds macros."""
    try:
        archive = open_archive(upload)
        names = set(archive.namelist())
        if any(name.lower().endswith("vbaproject.bin") for name in names):
            return ""
        if "mimetype" in names and archive.getinfo("mimetype").file_size <= HEAD:
            return OPEN_DOCUMENT.get(archive.read("mimetype").strip(), "")
    except (BadArchiveError, zipfile.BadZipFile, OSError, ValueError, RuntimeError):
        return ""
    if "[Content_Types].xml" not in names:
        return "zip"
    return next((kind for part, kind in OFFICE.items() if part in names), "")


def _kind_of_text(upload: File) -> str:
    """Say whether the file is text in UTF-8 that no browser could take for a page."""
    upload.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    begun = False
    try:
        while chunk := upload.read(CHUNK):
            text = decoder.decode(chunk)
            if "\0" in text or (not begun and text.lstrip().startswith("<")):
                return ""
            begun = begun or bool(text.strip())
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return ""
    return "csv" if str(upload.name).lower().endswith(".csv") else "txt"


def _named(upload: File, name: str, content_type: str) -> UploadedFile:
    """Give the file our name and type; the bytes stay where they are, in memory or on disk."""
    if isinstance(upload, UploadedFile):
        upload.name, upload.content_type = name, content_type
        return upload
    upload.seek(0)
    return SimpleUploadedFile(name, upload.read(), content_type=content_type)
