"""Pictures and documents as strangers send them."""

import io
import zipfile
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

POSTSCRIPT = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nshowpage\n"


def picture(kind="JPEG", size=(60, 40), colour="#2f6d7c", mode="RGB", **options) -> bytes:
    """Return a picture's bytes."""
    target = io.BytesIO()
    Image.new(mode, size, colour).save(target, kind, **options)
    return target.getvalue()


def upload(content, name="vase.jpg") -> SimpleUploadedFile:
    """Return bytes as a form gets them."""
    return SimpleUploadedFile(name, content)


def huge_png(side=12_000) -> bytes:
    """Return a black PNG of one bit a pixel: 144 megapixels in some kilobytes."""

    def chunk(kind, data):
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    rows = zlib.compress((b"\0" * (side // 8 + 2)) * 10)
    head = side.to_bytes(4, "big") * 2 + bytes([1, 0, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def two_frames() -> bytes:
    """Return an MPO as phones write it, its first frame turned by the camera."""
    exif = Image.Exif()
    exif[0x0112] = 6
    target = io.BytesIO()
    Image.new("RGB", (64, 48), "#c03020").save(
        target, "MPO", save_all=True, append_images=[Image.new("RGB", (64, 48), "#2030c0")], exif=exif
    )
    return target.getvalue()


def opened(file) -> Image.Image:
    """Return a kept file as a picture."""
    file.seek(0)
    image = Image.open(io.BytesIO(file.read()))
    image.load()
    return image


def archive(**members) -> bytes:
    """Return a ZIP archive; `__` in a name stands for a slash, `_dot_` for a dot."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return target.getvalue()
