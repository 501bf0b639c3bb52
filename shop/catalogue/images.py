"""Pictures in the sizes that pages ask for, without a look-up per picture.

The address of a rendition follows from the picture's name and the width alone:
`MEDIA_URL/renditions/720/images/products/vase.jpg.webp`. A page therefore builds it
without a query or a glance at the disk. The file is made when the picture is uploaded,
or else by the first request for it (`shop.catalogue.views.rendition`), and then stays.
"""

import io
from dataclasses import dataclass

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.encoding import filepath_to_uri
from PIL import Image, ImageOps, UnidentifiedImageError

WIDTHS = (360, 720, 1080, 1600)
CARD_WIDTHS = (360, 720)
STAGE_WIDTHS = (360, 720, 1080)
FOLDER = "renditions"
QUALITY = 82
MAX_PIXELS = 80_000_000


class NoSuchPictureError(Exception):
    """There is no such picture, or it is not one that can be read."""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture as a template shows it; `srcset` names every width it comes in."""

    name: str
    alt: str = ""
    widths: tuple[int, ...] = CARD_WIDTHS

    @property
    def src(self) -> str:
        """The address in a middle size, for a browser that reads no `srcset`."""
        return rendition_url(self.name, 720)

    @property
    def small(self) -> str:
        """The address of the smallest size, for a thumbnail."""
        return rendition_url(self.name, WIDTHS[0])

    @property
    def large(self) -> str:
        """The address of the largest size, for a closer look."""
        return rendition_url(self.name, WIDTHS[-1])

    @property
    def srcset(self) -> str:
        """All addresses with their widths."""
        return ", ".join(f"{rendition_url(self.name, width)} {width}w" for width in self.widths)


def rendition_name(name: str, width: int) -> str:
    """Return where the storage keeps a picture in a width (pixels)."""
    return f"{FOLDER}/{width}/{name}.webp"


def rendition_url(name: str, width: int) -> str:
    """Return the address of a picture in a width (pixels); nothing is looked up."""
    return f"{settings.MEDIA_URL}{filepath_to_uri(rendition_name(name, width))}"


def render_picture(name: str, width: int) -> str:
    """Make sure that a picture exists in a width and return the rendition's name.

    Never wider than the original. Two at once both write the same picture and one file
    stays. Raises NoSuchPictureError when the original is missing, is no picture, is too
    large (over 80 million pixels) or the width is none of ours.
    """
    if width not in WIDTHS:
        raise NoSuchPictureError(name)
    target = rendition_name(name, width)
    if default_storage.exists(target):
        return target
    if not default_storage.exists(name):
        raise NoSuchPictureError(name)
    saved = default_storage.save(target, ContentFile(_webp(name, width)))
    if saved != target:
        default_storage.delete(saved)
    return target


def _webp(name: str, width: int) -> bytes:
    try:
        with default_storage.open(name) as file, Image.open(file) as original:
            if original.width * original.height > MAX_PIXELS:
                raise NoSuchPictureError(name)
            upright = ImageOps.exif_transpose(original)
            picture = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise NoSuchPictureError(name) from error
    if picture.width > width:
        height = max(1, round(picture.height * width / picture.width))
        picture = picture.resize((width, height), Image.Resampling.LANCZOS)
    target = io.BytesIO()
    picture.save(target, "WEBP", quality=QUALITY, method=4)
    return target.getvalue()


def forget_picture(name: str) -> None:
    """Delete all renditions of a picture that is gone. Raises nothing for what is not there."""
    for width in WIDTHS:
        default_storage.delete(rendition_name(name, width))
