"""Reviews as visitors read them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from shop.catalogue.images import CARD_WIDTHS, Picture
from shop.catalogue.models import Product
from shop.order.models import Line
from shop.order_statuses import CANCELLED
from shop.reviews.models import ProductReview
from shop.user.models import User


@dataclass(frozen=True, kw_only=True)
class ShownReview:
    """An approved review; `is_verified` says that its author bought the piece here."""

    author: str
    is_verified: bool
    score: int
    title: str
    body: str
    written_at: datetime
    photos: tuple[Picture, ...]
    reply: str = ""


@dataclass(frozen=True, kw_only=True)
class OwnReview:
    """A review as its author sees it; `status` is ProductReview's, `url` empty when the piece is gone."""

    pk: int
    product_title: str
    url: str
    status: int
    score: int
    title: str
    body: str
    written_at: datetime
    photos: tuple[Picture, ...]


def approved_reviews(product: Product) -> QuerySet[ProductReview]:
    """List what may be read about a product, latest first."""
    return ProductReview.objects.approved().filter(product=product).order_by("-date_created", "-pk")


def shown_reviews(reviews: QuerySet[ProductReview], product: Product) -> list[ShownReview]:
    """Turn reviews of one product into what a page shows. Three queries, however many."""
    found = list(reviews.select_related("user", "decision").prefetch_related("photos"))
    buyers = buyers_among({review.user_id for review in found if review.user_id}, product)
    return [
        ShownReview(
            author=_author(review),
            is_verified=review.user_id in buyers,
            score=review.score,
            title=review.title,
            body=review.body,
            written_at=review.date_created,
            photos=_photos(review),
            reply=_reply(review),
        )
        for review in found
    ]


def _reply(review: ProductReview) -> str:
    """Return the shop's answer; the decision is loaded, or there is none."""
    decision = getattr(review, "decision", None)
    return decision.reply if decision else ""


def own_reviews(user: User) -> list[OwnReview]:
    """List what a user has written, latest first, whatever became of it. Two queries."""
    found = ProductReview.objects.filter(user=user).order_by("-date_created", "-pk")
    return [
        OwnReview(
            pk=review.pk,
            product_title=review.product.get_title() if review.product else gettext("A discontinued product"),
            url=review.product.get_absolute_url() if review.product and review.product.is_public else "",
            status=review.status,
            score=review.score,
            title=review.title,
            body=review.body,
            written_at=review.date_created,
            photos=_photos(review),
        )
        for review in found.select_related("product").prefetch_related("photos")
    ]


def buyers_among(user_ids: Iterable[int], product: Product) -> set[int]:
    """Return which of these users bought the product or a variant of it and kept the order."""
    ids = list(user_ids)
    if not ids:
        return set()
    lines = Line.objects.filter(
        Q(product=product) | Q(product__parent=product), order__user_id__in=ids
    ).exclude(order__status=CANCELLED)
    return {pk for pk in lines.values_list("order__user_id", flat=True) if pk is not None}


def may_review(user: User | AnonymousUser, product: Product) -> bool:
    """Tell whether a user has not written about the product yet; strangers may not."""
    if not user.is_authenticated:
        return False
    return not ProductReview.objects.filter(user=user, product=product).exists()


def _photos(review: ProductReview) -> tuple[Picture, ...]:
    return tuple(
        Picture(name=str(photo.picture), alt=review.title, widths=CARD_WIDTHS)
        for photo in review.photos.all()
    )


def _author(review: ProductReview) -> str:
    """Name somebody by first name and initial: a review is read by everybody."""
    user: User | None = review.user
    if user is None:
        return review.name or gettext("A customer")
    initial = f" {user.last_name[0]}." if user.last_name else ""
    return f"{user.first_name}{initial}".strip() or gettext("A customer")


REVIEWS_PER_PAGE = settings.OSCAR_REVIEWS_PER_PAGE
