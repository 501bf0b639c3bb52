"""Pictures in the sizes that pages ask for, without a look-up per picture.

The address of a rendition follows from the picture's name, the width and the format alone:
`MEDIA_URL/renditions/720/images/products/vase.jpg.avif`. A page therefore builds it
without a query or a glance at the disk. The files are made after the picture was uploaded
(`shop.catalogue.tasks`), or else by the first request (`shop.storefront.views.rendition`), and
then stay. AVIF is smaller at the same look; browsers without it take WebP.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.encoding import filepath_to_uri
from PIL import Image

from shop.uploads.decoding import ONE_AT_A_TIME, decode
from shop.uploads.errors import RefusedUploadError
from shop.uploads.limits import LONGEST_SIDE, STORED
from shop.uploads.pictures import encode

WIDTHS = (360, 720, 1080, 1600)
CARD_WIDTHS = (360, 720)
GALLERY_WIDTHS = (360, 720, 1080)
FOLDER = "renditions"
WEBP, AVIF = "webp", "avif"
# The widest is for the closer look, which one asks for; everything else comes in both formats.
FORMATS = {WEBP: WIDTHS, AVIF: GALLERY_WIDTHS}
SAVED_AS = {WEBP: {"quality": 82, "method": 4}, AVIF: {"quality": 50, "speed": 8}}


class PictureNotFoundError(Exception):
    """There is no such picture, or it is not one that can be read."""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture as a template shows it; the srcsets name every width it comes in."""

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
        """All addresses in WebP with their widths."""
        return self._srcset(WEBP)

    @property
    def avif(self) -> str:
        """All addresses in AVIF with their widths, for a `source` element."""
        return self._srcset(AVIF)

    def _srcset(self, kind: str) -> str:
        return ", ".join(f"{rendition_url(self.name, width, kind)} {width}w" for width in self.widths)


def first_picture(product: Any) -> Picture | None:
    """Return what stands for a product in a basket or an order: a variant's own picture, else its parent's.

    No query where `images` and `parent__images` are prefetched.
    """
    images = list(product.get_all_images())
    return Picture(name=images[0].original.name) if images else None


def rendition_name(name: str, width: int, kind: str = WEBP) -> str:
    """Return where the storage keeps a picture in a width (pixels) and format."""
    return f"{FOLDER}/{width}/{name}.{kind}"


def rendition_url(name: str, width: int, kind: str = WEBP) -> str:
    """Return the address of a picture in a width (pixels) and format; nothing is looked up."""
    return f"{settings.MEDIA_URL}{filepath_to_uri(rendition_name(name, width, kind))}"


def ensure_rendition(name: str, width: int, kind: str = WEBP) -> str:
    """Make sure that a picture exists in a width and format; return the rendition's name.

    Never wider than the original. Two at once both write the same picture and one file
    stays. Raises NoSuchPictureError when the original is missing, is no picture, is too
    large (`shop.uploads.limits`) or the format has no such width.
    """
    if width not in FORMATS.get(kind, ()):
        raise PictureNotFoundError(name)
    target = rendition_name(name, width, kind)
    if default_storage.exists(target):
        return target
    if not default_storage.exists(name):
        raise PictureNotFoundError(name)
    saved = default_storage.save(target, ContentFile(_encoded(name, width, kind)))
    if saved != target:
        default_storage.delete(saved)
    return target


def _encoded(name: str, width: int, kind: str) -> bytes:
    try:
        with default_storage.open(name) as file, ONE_AT_A_TIME:
            picture, _format = decode(file, longest=LONGEST_SIDE, limits=STORED)
    except (RefusedUploadError, OSError) as error:
        raise PictureNotFoundError(name) from error
    if picture.width > width:
        height = max(1, round(picture.height * width / picture.width))
        picture = picture.resize((width, height), Image.Resampling.LANCZOS)
    return encode(picture, kind.upper(), **SAVED_AS[kind])


def delete_renditions(name: str) -> None:
    """Delete all renditions of a picture that is gone. Raises nothing for what is not there."""
    for kind, widths in FORMATS.items():
        for width in widths:
            default_storage.delete(rendition_name(name, width, kind))


def ensure_all_renditions(name: str) -> None:
    """Make whatever rendition of a picture is missing, the small ones first; a bad picture is left alone."""
    for width in WIDTHS:
        for kind, widths in FORMATS.items():
            if width in widths:
                try:
                    ensure_rendition(name, width, kind)
                except PictureNotFoundError:
                    return
