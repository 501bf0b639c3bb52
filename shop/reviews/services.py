"""Writing reviews."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.files import File
from django.db import IntegrityError, transaction
from django.utils import timezone

from shop.catalogue.models import Product
from shop.events.services import publish
from shop.reviews.events import ReviewSubmitted
from shop.reviews.models import ProductReview, ReviewDecision, ReviewPhoto
from shop.user.models import User


class AlreadyReviewedError(Exception):
    """This user has written about this product before."""


def write_review(
    product: Product, *, user: User, score: int, title: str, body: str, photos: Iterable[File] = ()
) -> ProductReview:
    """Keep a review (score 1 to 5) with its photographs until somebody of the shop approves it.

    `photos` are pictures that have passed the gate (`shop.uploads`): small, in WebP and without what the
    camera wrote into them (place, time, owner).
    Raises AlreadyReviewedError, and keeps nothing, when the user has reviewed the product.
    """
    try:
        with transaction.atomic():
            review = ProductReview.objects.create(
                product=product, user=user, score=score, title=title, body=body
            )
            publish(ReviewSubmitted(review_id=review.pk, user_id=user.pk, product_id=product.pk))
    except IntegrityError as error:
        raise AlreadyReviewedError(product.pk) from error
    for photo in photos:
        ReviewPhoto(review=review).picture.save("photo.webp", photo)
    return review


@transaction.atomic
def approve_review(review: ProductReview, *, user: User | AnonymousUser | None) -> None:
    """Show a review to everybody; it counts for the product's stars from now on.

    Approved again, it stays as it is. Effects in order: decision, review, stars of the product.
    """
    _decide(review, ProductReview.APPROVED, user=user, reason="")


@transaction.atomic
def reject_review(review: ProductReview, *, user: User | AnonymousUser | None, reason: str) -> None:
    """Keep a review from everybody but its author, for a reason that colleagues can read.

    Raises ValueError, and changes nothing, without a reason.
    """
    if not reason.strip():
        raise ValueError("a rejection has a reason")
    _decide(review, ProductReview.REJECTED, user=user, reason=reason.strip())


def _decide(review: ProductReview, status: int, *, user: Any, reason: str) -> None:
    ReviewDecision.objects.update_or_create(review=review, defaults={"reason": reason, "decided_by": user})
    review.status = status
    review.save(update_fields=["status"])


@transaction.atomic
def answer_review(review: ProductReview, *, user: Any, reply: str) -> None:
    """Write the shop's answer below a review; an empty one takes it away."""
    reply = reply.strip()
    ReviewDecision.objects.update_or_create(
        review=review,
        defaults={"reply": reply, "replied_at": timezone.now() if reply else None, "decided_by": user},
    )
