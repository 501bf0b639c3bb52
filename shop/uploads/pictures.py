"""An uploaded picture becomes one of ours: decoded, upright, in sRGB, encoded anew, named by us.

Nothing of the original file is kept: no camera's notes, no place, no second meaning of its bytes.
"""

import io
from pathlib import PurePosixPath
from typing import Any
from uuid import uuid4

from django.core.files import File
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.text import slugify
from django.utils.translation import gettext as _
from PIL import Image

from shop.uploads.decoding import ONE_AT_A_TIME, decode
from shop.uploads.errors import RefusedUploadError
from shop.uploads.limits import LONGEST_SIDE, NEW, PICTURE_BYTES, PixelLimits

# A GIF's first frame is kept as PNG.
OUTPUT_FORMATS = {"JPEG": "JPEG", "PNG": "PNG", "GIF": "PNG", "WEBP": "WEBP", "AVIF": "AVIF"}
EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "AVIF": "avif"}
SAVE_OPTIONS: dict[str, dict[str, object]] = {
    "JPEG": {"quality": 92, "optimize": True},
    "PNG": {"optimize": False},
    "WEBP": {"quality": 90, "method": 4},
    "AVIF": {"quality": 80, "speed": 8},
}
LONGEST_STEM = 60


def clean_picture(
    upload: Any,
    *,
    most_bytes: int = PICTURE_BYTES,
    longest: int = LONGEST_SIDE,
    as_format: str = "",
) -> SimpleUploadedFile:
    """Return an uploaded picture as a file of ours: JPEG, PNG, WebP or AVIF as it was, or `as_format`.

    At most `longest` pixels a side; of an animation or an MPO the first frame. Raises RefusedUploadError
    for what is too large in bytes or pixels, no picture of these formats, or damaged.
    """
    check_bytes(upload, most_bytes)
    upload.seek(0)
    with ONE_AT_A_TIME:
        content, kind = reencoded(upload, longest=longest, as_format=as_format)
    return SimpleUploadedFile(
        f"{safe_stem(upload.name)}.{EXTENSIONS[kind]}", content, content_type=f"image/{kind.lower()}"
    )


def reencoded(
    file: object, *, longest: int, as_format: str = "", limits: PixelLimits = NEW
) -> tuple[bytes, str]:
    """Return a picture's new bytes and format; call it with ONE_AT_A_TIME. Raises RefusedUploadError."""
    picture, found = decode(file, longest=longest, limits=limits)
    kind = as_format or OUTPUT_FORMATS[found]
    return encode(picture, kind, **SAVE_OPTIONS[kind]), kind


def encode(picture: Image.Image, kind: str, **options: object) -> bytes:
    """Return a picture's bytes in a format, without anything that came with it."""
    if kind == "JPEG" and picture.mode != "RGB":
        picture = picture.convert("RGB")
    picture.info = {}
    target = io.BytesIO()
    picture.save(target, kind, **options)
    return target.getvalue()


def check_bytes(upload: File, most: int) -> None:
    """Raise RefusedUploadError for an empty file and for one of more bytes than `most`."""
    if not upload.size:
        raise RefusedUploadError(_("The file is empty."))
    if upload.size > most:
        raise RefusedUploadError(_("The file is larger than %(most)s.") % {"most": filesizeformat(most)})


def safe_stem(name: str) -> str:
    """Return a name without extension that means nothing to a server: letters, digits, hyphens."""
    stem = slugify(PurePosixPath(str(name).replace("\\", "/")).name.partition(".")[0])
    return stem[:LONGEST_STEM].strip("-_") or uuid4().hex[:12]
