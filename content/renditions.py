"""Editors' pictures in the sizes and formats that a screen asks for.

The address of a rendition is signed and follows from the picture and the size alone, so a page
names all of them without making one; each is made, around the picture's focal point, by the first
request for it.
"""

import hashlib
from dataclasses import dataclass
from http import HTTPStatus

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from PIL import Image, UnidentifiedImageError
from wagtail.images.models import AbstractImage
from wagtail.images.views.serve import ServeView, generate_image_url

FORMATS = ("avif", "webp")
A_YEAR = 31_536_000


@dataclass(frozen=True)
class Sources:
    """A picture for a template: `srcset` by format, a plain address, and its proportions in pixels."""

    sets: tuple[tuple[str, str], ...]
    src: str
    width: int
    height: int


def sources_of(
    image: AbstractImage, *, widths: tuple[int, ...], ratio: tuple[int, int] | None = None
) -> Sources:
    """Return the addresses of a picture in these widths (pixels), none wider than the original.

    With a `ratio` (width, height) it is cut to that around its focal point.
    """
    widest = image.width if ratio is None else min(image.width, image.height * ratio[0] // ratio[1])
    fitting = [width for width in widths if width <= widest] or [min(widths[0], widest)]
    version = _version(image)

    def address(width: int, kind: str) -> str:
        height = _height(image, width, ratio)
        size = f"width-{width}" if ratio is None else f"fill-{width}x{height}"
        return f"{generate_image_url(image, f'{size}|format-{kind}')}?v={version}"

    sets = tuple(
        (f"image/{kind}", ", ".join(f"{address(width, kind)} {width}w" for width in fitting))
        for kind in FORMATS
    )
    middle = fitting[len(fitting) // 2]
    return Sources(sets, address(middle, "webp"), fitting[-1], _height(image, fitting[-1], ratio))


def _height(image: AbstractImage, width: int, ratio: tuple[int, int] | None) -> int:
    across, down = ratio or (image.width, image.height)
    return max(1, round(width * down / across))


def _version(image: AbstractImage) -> str:
    """Return what changes with the file and its focal point, for browsers that keep what they have."""
    focus = f"{image.focal_point_x},{image.focal_point_y},{image.focal_point_width}"
    return hashlib.sha256(f"{image.file.name} {image.file_hash} {focus}".encode()).hexdigest()[:8]


class RenditionView(ServeView):
    """A rendition by its signed address; one with a version in it may be kept for a year."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Serve it; 403 for an address that we did not sign, 404 for a picture that is gone."""
        try:
            response = super().get(request, *args, **kwargs)
        except (Image.DecompressionBombError, UnidentifiedImageError) as error:
            raise Http404 from error
        if response.status_code == HTTPStatus.OK and "v" in request.GET:
            response["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
        return response
