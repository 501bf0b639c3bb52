"""Products' pictures, copied from a folder into the shop's storage."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping as Named
from dataclasses import dataclass
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from oscar.core.utils import slugify

from shop.catalogue.models import ProductImage
from shop.imports.errors import BadValueError
from shop.uploads.decoding import ONE_AT_A_TIME, decode
from shop.uploads.errors import RefusedUploadError
from shop.uploads.limits import LONGEST_SIDE, PICTURE_BYTES
from shop.uploads.pictures import EXTENSIONS, OUTPUT_FORMATS, check_bytes, clean_picture

FOLDER = "images/products/imported"
BATCH = 500


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A file to show for a product.

    `name` is where the storage keeps it: it follows from the product and the content, so that the
    same picture is copied once and a changed one anew.
    """

    path: Path
    name: str


class PictureFolder:
    """The folder of a source's pictures; without one, pictures are left alone."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder.resolve() if folder else None
        self._stems: dict[Path, tuple[str, str]] = {}

    def pictures(self, sku: str, names: tuple[str, ...] | None, column: str) -> tuple[Picture, ...] | None:
        """Find a product's pictures; None leaves those it has alone.

        Raises BadValueError for one that is missing or no picture.
        """
        if self.folder is None or names is None:
            return None
        return tuple(self._picture(sku, name, column) for name in names)

    def _picture(self, sku: str, name: str, column: str) -> Picture:
        path = (self.folder / name).resolve() if self.folder else Path(name)
        if self.folder is None or not path.is_relative_to(self.folder) or not path.is_file():
            raise BadValueError(column, _("there is no image “%(name)s”") % {"name": name[:200]})
        if path not in self._stems:
            self._stems[path] = _checked(path, name, column)
        digest, extension = self._stems[path]
        return Picture(path=path, name=f"{FOLDER}/{slugify(sku)}-{digest}.{extension}")


def _checked(path: Path, name: str, column: str) -> tuple[str, str]:
    """Return what tells the file's content from any other and the extension it will have.

    The whole picture is decoded: one that is cut off is that row's mistake, before anything is written.
    """
    try:
        with path.open("rb") as file, ONE_AT_A_TIME:
            check_bytes(File(file), PICTURE_BYTES)
            _picture, kind = decode(file, longest=LONGEST_SIDE)
    except (RefusedUploadError, OSError) as error:
        raise BadValueError(
            column,
            _("“%(name)s” is not an image that can be shown: %(reason)s")
            % {"name": name[:200], "reason": error},
        ) from error
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16], EXTENSIONS[OUTPUT_FORMATS[kind]]


def write_pictures(wanted: Named[int, tuple[Picture, ...]]) -> set[int]:
    """Give products (by id) these pictures in this order; return the products that changed.

    Pictures that staff added are kept, behind the source's; those of an earlier load that the
    source no longer names are removed. Files are copied before the rows are written: a load that
    is stopped leaves a file that the next one finds.
    """
    held: dict[int, dict[str, ProductImage]] = defaultdict(dict)
    for image in ProductImage.objects.filter(product__in=wanted.keys()):
        held[image.product_id][str(image.original)] = image
    new: list[ProductImage] = []
    stale: list[ProductImage] = []
    changed: set[int] = set()
    for product_id, pictures in wanted.items():
        has = held[product_id]
        names = {picture.name for picture in pictures}
        for name in [name for name in has if name.startswith(FOLDER) and name not in names]:
            has.pop(name).delete()
            changed.add(product_id)
        for order, picture in enumerate(dict.fromkeys(pictures)):
            known = has.get(picture.name)
            if known is None:
                _copy(picture)
                new.append(ProductImage(product_id=product_id, original=picture.name, display_order=order))
                changed.add(product_id)
            elif known.display_order != order:
                known.display_order = order
                stale.append(known)
                changed.add(product_id)
    ProductImage.objects.bulk_create(new, batch_size=BATCH)
    ProductImage.objects.bulk_update(stale, ["display_order"], batch_size=BATCH)
    return changed


def _copy(picture: Picture) -> None:
    if default_storage.exists(picture.name):
        return
    with picture.path.open("rb") as file:
        default_storage.save(picture.name, clean_picture(File(file, name=picture.name)))
