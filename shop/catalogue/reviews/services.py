"""Writing reviews."""

import io
from collections.abc import Iterable
from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from PIL import Image, ImageOps

from shop.catalogue.models import Product
from shop.catalogue.reviews.models import ProductReview, ReviewPhoto
from shop.user.models import User

LONGEST_SIDE = 1600


class AlreadyReviewedError(Exception):
    """This user has written about this product before."""


def write_review(
    product: Product, *, user: User, score: int, title: str, body: str, photos: Iterable[Any] = ()
) -> ProductReview:
    """Keep a review (score 1 to 5) with its photographs until somebody of the shop approves it.

    `photos` are files that the form has found to be pictures. Each is stored anew, at most
    1600 pixels a side and without what the camera wrote into it (place, time, owner).
    Raises AlreadyReviewedError, and keeps nothing, when the user has reviewed the product.
    """
    pictures = [_plain(photo) for photo in photos]
    try:
        with transaction.atomic():
            review = ProductReview.objects.create(
                product=product, user=user, score=score, title=title, body=body
            )
    except IntegrityError as error:
        raise AlreadyReviewedError(product.pk) from error
    for picture in pictures:
        ReviewPhoto(review=review).picture.save("photo.webp", picture)
    return review


def _plain(photo: Any) -> ContentFile:
    photo.seek(0)
    with Image.open(photo) as original:
        picture = ImageOps.exif_transpose(original).convert("RGB")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    target = io.BytesIO()
    picture.save(target, "WEBP", quality=84)
    return ContentFile(target.getvalue())
