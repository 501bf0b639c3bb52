"""How large an uploaded file may be, and which documents are taken. One place for every way in."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024
PICTURE_BYTES = 20 * MEGABYTE
REVIEW_PHOTO_BYTES = 8 * MEGABYTE
AVATAR_BYTES = 5 * MEGABYTE
# Films are documents too.
DOCUMENT_BYTES = 200 * MEGABYTE
TABLE_BYTES = 20 * MEGABYTE
LIST_BYTES = 2 * MEGABYTE

# A picture is kept at most this many pixels a side: twice the widest rendition.
LONGEST_SIDE = 3200
# All frames of an animation together, of which the first is kept.
MOST_FRAME_PIXELS = 400_000_000


@dataclass(frozen=True, kw_only=True)
class PixelLimits:
    """The most pixels by format.

    Decoders need between 1 byte (a JPEG, decoded at a fraction of its size) and 16 (WebP) for a pixel;
    the numbers keep each picture below some 350 MB, and pictures are decoded one at a time.
    """

    jpeg: int = 80_000_000
    progressive_jpeg: int = 40_000_000
    png: int = 50_000_000
    gif: int = 50_000_000
    avif: int = 30_000_000
    webp: int = 20_000_000


NEW = PixelLimits()
# What was stored before these limits is shown as long as it keeps the limit of that day.
STORED = PixelLimits(**dict.fromkeys(PixelLimits.__dataclass_fields__, 80_000_000))

# The content type under which each kind is served; anything else is served as a file of no kind.
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "rtf": "application/rtf",
    "zip": "application/zip",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "avif": "image/avif",
    "mp4": "video/mp4",
    "webm": "video/webm",
    "vtt": "text/vtt; charset=utf-8",
}
