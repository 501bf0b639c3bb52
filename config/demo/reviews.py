"""What the demo's customers wrote about what they bought."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from config.demo.customers import PEOPLE
from config.demo.files import BUSINESS, lines_of
from config.demo.order_plan import random_for
from shop.catalogue.models import Product
from shop.order.models import Line
from shop.reviews.models import ProductReview
from shop.user.models import User

STATES = {
    "approved": ProductReview.APPROVED,
    "new": ProductReview.FOR_MODERATION,
    "rejected": ProductReview.REJECTED,
}


@dataclass(frozen=True, kw_only=True)
class Written:
    """A review of the file; `bought` says that its author's orders hold the product."""

    product: str
    email: str
    stars: int
    title: str
    body: str
    bought: bool
    state: str


def written_reviews() -> list[Written]:
    """Read the file."""
    return [
        Written(email=f"{entry.pop('by')}@{PEOPLE}", **entry)
        for entry in lines_of(BUSINESS / "reviews.jsonl")
    ]


def reviewed_products(reviews: Iterable[Written]) -> dict[str, list[str]]:
    """Say who must have bought what, by e-mail address."""
    found: dict[str, list[str]] = defaultdict(list)
    for review in reviews:
        if review.bought:
            found[review.email].append(review.product)
    return dict(found)


@transaction.atomic
def add_reviews(*, now: datetime) -> int:
    """Add the reviews that are missing of products that can be seen; return how many.

    A buyer's is dated some weeks after the parcel. Those that wait for the shop to read them
    are of the last days.
    """
    products = {product.slug: product for product in Product.objects.browsable().filter(is_public=True)}
    users = {user.email: user for user in User.objects.filter(email__endswith=f"@{PEOPLE}")}
    known = set(ProductReview.objects.values_list("product__slug", "user__email"))
    sent = _parcels(users.values())
    rows = []
    for review in written_reviews():
        product, user = products.get(review.product), users.get(review.email)
        if product is None or user is None or (review.product, review.email) in known:
            continue
        parcel = sent.get((user.pk, product.pk))
        row = ProductReview(
            product=product, user=user, score=review.stars, title=review.title, body=review.body
        )
        row.status = STATES[review.state]
        row.date_created = _written_at(review, parcel, now=now)
        rows.append(row)
    dates = [row.date_created for row in rows]
    ProductReview.objects.bulk_create(rows)
    # The column takes the moment of writing by itself.
    for row, date in zip(rows, dates, strict=True):
        row.date_created = date
    ProductReview.objects.bulk_update(rows, ["date_created"], batch_size=100)
    for slug in sorted({row.product.slug for row in rows if row.product}):
        products[slug].update_rating()
    return len(rows)


def _parcels(users: Iterable[User]) -> dict[tuple[int, int], datetime]:
    """Say when somebody's first order of a product was placed, by user and (parent) product."""
    lines = Line.objects.filter(order__user__in=list(users)).order_by("-order__date_placed")
    rows = lines.values_list("order__user_id", "product__parent_id", "product_id", "order__date_placed")
    return {(user, parent or product): placed_at for user, parent, product, placed_at in rows}


def _written_at(review: Written, parcel: datetime | None, *, now: datetime) -> datetime:
    drawn = random_for(f"{review.product} {review.email}")
    if review.state == "new":
        return now - timedelta(days=drawn.uniform(0.1, 5))
    if parcel is None:
        return now - timedelta(days=drawn.uniform(20, 300))
    return min(parcel + timedelta(days=drawn.uniform(9, 40)), now - timedelta(days=drawn.uniform(1, 5)))
