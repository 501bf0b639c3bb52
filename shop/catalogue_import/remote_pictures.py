"""Pictures that a file names by their address: noted by the import, fetched by a worker afterwards."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping as Named
from datetime import timedelta
from urllib.parse import unquote, urlsplit

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from oscar.core.utils import slugify

from shop.catalogue.models import ProductImage
from shop.catalogue_import.models import RemotePicture
from shop.imports.errors import BadValueError
from shop.uploads.errors import RefusedUploadError
from shop.uploads.remote import PictureFetcher, check_url

FOLDER = "images/products/fetched"
BATCH = 500
STALE = timedelta(minutes=10)


def divide_urls(names: tuple[str, ...] | None, column: str) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
    """Return the names of files and the addresses among pictures. Raises BadValueError for a bad address."""
    if names is None:
        return None, ()
    urls = tuple(name for name in names if name.startswith(("http://", "https://")))
    for url in urls:
        try:
            check_url(url)
        except RefusedUploadError as error:
            raise BadValueError(column, f"“{url[:100]}”: {error}") from error
    return tuple(name for name in names if name not in urls), urls


def queue_pictures(wanted: Named[int, tuple[str, ...]]) -> set[int]:
    """Note what is to be fetched for products (by key); return those for which anything is new.

    What was noted before, and pictures of this shop that the product has, are not noted again.
    """
    known: dict[int, set[str]] = defaultdict(set)
    noted = RemotePicture.objects.filter(product__in=wanted.keys())
    for product, url in noted.values_list("product_id", "url"):
        known[product].add(url)
    here: dict[int, set[str]] = defaultdict(set)
    images = ProductImage.objects.filter(product__in=wanted.keys())
    for product, name in images.values_list("product_id", "original"):
        here[product].add(name)
    new = [
        RemotePicture(product_id=product, url=url, position=position)
        for product, urls in wanted.items()
        for position, url in enumerate(dict.fromkeys(urls))
        if url not in known[product]
        and not any(unquote(urlsplit(url).path).endswith(f"/{name}") for name in here[product])
    ]
    RemotePicture.objects.bulk_create(new, batch_size=BATCH, ignore_conflicts=True)
    return {picture.product_id for picture in new}


def fetch_due(most: int, fetcher: PictureFetcher | None = None) -> int:
    """Fetch up to so many pictures that wait, one after the other; return how many were tried.

    Each is claimed by a conditional update, so that two workers fetch none twice; one whose worker
    died is taken up again after ten minutes.
    """
    fetcher = fetcher or PictureFetcher()
    waiting = RemotePicture.objects.filter(state=RemotePicture.State.WAITING)
    RemotePicture.objects.filter(
        state=RemotePicture.State.FETCHING, touched_at__lt=timezone.now() - STALE
    ).update(state=RemotePicture.State.WAITING)
    tried = 0
    for picture in waiting.select_related("product").order_by("pk")[:most]:
        claimed = waiting.filter(pk=picture.pk).update(
            state=RemotePicture.State.FETCHING, touched_at=timezone.now()
        )
        if claimed:
            _fetch(picture, fetcher)
            tried += 1
    return tried


def _fetch(picture: RemotePicture, fetcher: PictureFetcher) -> None:
    try:
        file = fetcher.fetch(picture.url)
    except RefusedUploadError as error:
        RemotePicture.objects.filter(pk=picture.pk).update(
            state=RemotePicture.State.FAILED, reason=str(error)[:500]
        )
        return
    content = file.read()
    stem = slugify(picture.product.code or picture.product.slug)[:60] or "product"
    digest = hashlib.sha256(content).hexdigest()[:16]
    name = f"{FOLDER}/{stem}-{digest}.{str(file.name).rsplit('.', 1)[-1]}"
    if not default_storage.exists(name):
        file.seek(0)
        name = default_storage.save(name, file)
    with transaction.atomic():
        mine = ProductImage.objects.filter(product=picture.product)
        if not mine.filter(original=name).exists():
            taken = set(mine.values_list("display_order", flat=True))
            place = picture.position
            while place in taken:
                place += 1
            ProductImage.objects.create(product=picture.product, original=name, display_order=place)
        RemotePicture.objects.filter(pk=picture.pk).update(state=RemotePicture.State.FETCHED, reason="")
