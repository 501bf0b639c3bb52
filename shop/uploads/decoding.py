"""Decoding pictures within bounds: the only place that turns a picture's bytes into pixels.

The size is read from the header before anything is decoded; JPEGs are decoded at a fraction of
their size; pictures are decoded one at a time in a process, so that its memory stays flat however
many come at once.
"""

import io
import threading
import warnings
from contextlib import suppress
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from PIL import Image, ImageCms, UnidentifiedImageError

from shop.uploads.errors import RefusedUploadError
from shop.uploads.limits import MOST_FRAME_PIXELS, NEW, PixelLimits

# An MPO (several frames, as phones write) is opened as the JPEG that it begins with.
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")
STRIP = 256
# Pillow raises at twice this number, whoever opens a picture: what Wagtail took before there was a gate.
OPENED_PIXELS = 64_000_000
ORIENTATION = 0x0112
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# What people send instead, by how it begins: they are told by name.
OTHERS = (
    (b"%!PS", 0, "EPS"),
    (b"\xc5\xd0\xd3\xc6", 0, "EPS"),
    (b"%PDF", 0, "PDF"),
    (b"II*\0", 0, "TIFF"),
    (b"MM\0*", 0, "TIFF"),
    (b"8BPS", 0, "Photoshop"),
    (b"BM", 0, "BMP"),
    (b"ftyphei", 4, "HEIC"),
    (b"ftyphev", 4, "HEIC"),
    (b"ftypmif1", 4, "HEIC"),
)
# Sixteen bits of grey, of which the upper eight are kept.
EIGHT_OF_SIXTEEN = [value >> 8 for value in range(1 << 16)]
ONE_AT_A_TIME = threading.Lock()


def restrict_formats() -> None:
    """Leave Pillow, in this process, the formats that we take: no library reaches Ghostscript through it."""
    Image.init()
    for name in [name for name in Image.ID if name not in FORMATS]:
        Image.ID.remove(name)
        Image.OPEN.pop(name, None)
    Image.MAX_IMAGE_PIXELS = OPENED_PIXELS
    warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)


def decode(file: Any, *, longest: int, limits: PixelLimits = NEW) -> tuple[Image.Image, str]:
    """Return the first frame, upright, in sRGB (RGB, RGBA), at most `longest` pixels a side; and its format.

    Call it while holding ONE_AT_A_TIME. Raises RefusedUploadError for what is no picture of FORMATS,
    has too many pixels or is damaged; nothing is decoded of what is too large.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            image = Image.open(file, formats=FORMATS)
            check_pixels(image, limits)  # guard: pixels-before-decoding
            return _decoded(image, longest), "JPEG" if image.format == "MPO" else str(image.format)
        except RefusedUploadError:
            raise
        except Image.DecompressionBombError as error:
            words = _("The image has more than %(most)s million pixels.")
            raise RefusedUploadError(words % {"most": NEW.jpeg // 1_000_000}) from error
        except UnidentifiedImageError as error:
            raise RefusedUploadError(_unknown(file)) from error
        except Exception as error:  # decoders meet hostile bytes: whatever they raise, it is no picture
            raise RefusedUploadError(_("The image is damaged or incomplete.")) from error


def check_pixels(image: Image.Image, limits: PixelLimits) -> None:
    """Raise RefusedUploadError for a picture (not decoded yet) of more pixels than its format may have."""
    kind = {"MPO": "jpeg"}.get(str(image.format), str(image.format).lower())
    if kind == "jpeg" and image.info.get("progressive"):
        kind = "progressive_jpeg"
    pixels, most = image.width * image.height, getattr(limits, kind)
    if pixels > most:
        raise RefusedUploadError(
            _("The image has %(pixels)s million pixels; a %(format)s may have %(most)s million at most.")
            % {
                "pixels": -(-pixels // 1_000_000),
                "format": kind.replace("_", " ").replace("jpeg", "JPEG") if "jpeg" in kind else kind.upper(),
                "most": most // 1_000_000,
            }
        )
    if image.format != "MPO" and pixels * getattr(image, "n_frames", 1) > MOST_FRAME_PIXELS:
        raise RefusedUploadError(_("The animation is too large; upload a single frame of it."))


def _unknown(file: BinaryIO) -> str:
    with suppress(OSError, ValueError):
        file.seek(0)
        head = file.read(16)
        for start, place, name in OTHERS:
            if head[place : place + len(start)] == start:
                return _("This is a %(format)s file; save the image as JPEG, PNG, WebP, AVIF or GIF.") % {
                    "format": name
                }
    return _("This is not an image that can be shown: choose a JPEG, PNG, WebP, AVIF or GIF.")


def _decoded(image: Image.Image, longest: int) -> Image.Image:
    image.seek(0)
    size = _fitting(image.size, longest)
    if image.format in {"JPEG", "MPO"}:
        image.draft(image.mode, size)
    image.load()
    profile, turned = image.info.get("icc_profile"), _orientation(image)
    small = _shrunk(image, size)
    picture = in_srgb(small, profile)
    return picture.transpose(UPRIGHT[turned]) if turned in UPRIGHT else picture


def _fitting(size: tuple[int, int], longest: int) -> tuple[int, int]:
    most = max(size)
    if most <= longest:
        return size
    width, height = (max(1, round(side * longest / most)) for side in size)
    return width, height


def _orientation(image: Image.Image) -> int | None:
    """Return the camera's orientation; a damaged note of it is none."""
    try:
        return image.getexif().get(ORIENTATION)
    except Exception:  # noqa: BLE001 - the note is free text of a camera, the picture is whole without it
        return None


def _shrunk(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Return the picture in a size and a mode with channels of a byte, without a second copy in full size.

    A palette or a single channel is decoded to a byte a pixel; as RGBA the whole would need four times
    as much, so it is turned and averaged strip by strip.
    """
    mode = _plain_mode(image)
    factor = max(1, min(image.width // size[0], image.height // size[1]))
    if factor > 1:
        small = Image.new(mode, (-(-image.width // factor), -(-image.height // factor)))
        rows = STRIP * factor
        for top in range(0, image.height, rows):
            strip = image.crop((0, top, image.width, min(top + rows, image.height)))
            small.paste(_as_mode(strip, mode).reduce(factor), (0, top // factor))
    else:
        small = _as_mode(image, mode)
    return small if small.size == size else small.resize(size, Image.Resampling.LANCZOS)


def _plain_mode(image: Image.Image) -> str:
    if image.has_transparency_data:
        return "RGBA"
    return "CMYK" if image.mode == "CMYK" else "RGB"


def _as_mode(image: Image.Image, mode: str) -> Image.Image:
    if image.mode == mode:
        return image
    if image.mode.startswith("I"):
        image = image.convert("I").point(EIGHT_OF_SIXTEEN, "L")
    return image.convert(mode)


def in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return RGB or RGBA in sRGB: by the picture's ICC profile where one fits, else as its mode says."""
    if profile and image.mode in {"RGB", "RGBA", "CMYK"}:
        source = "RGB" if image.mode == "RGBA" else image.mode
        try:
            turned = ImageCms.profileToProfile(
                image.convert(source) if image.mode != source else image,
                ImageCms.ImageCmsProfile(io.BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode="RGB",
            )
        except (ImageCms.PyCMSError, OSError, ValueError):
            turned = None
        if turned is not None:
            if image.mode == "RGBA":
                turned.putalpha(image.getchannel("A"))
            return turned
    return image if image.mode in {"RGB", "RGBA"} else image.convert("RGB")
