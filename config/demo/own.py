"""What the demo's shopper has of her own: a wish list, an alert, reviews."""

from datetime import datetime, timedelta

from django.db import transaction

from config.demo.past import EAGER
from shop.catalogue.models import Product
from shop.customer.models import ProductAlert
from shop.reviews.models import ProductReview
from shop.user.models import User
from shop.wishlists.models import WishList

WISHES = "For the shelf by the window"
WANTED = ("moon-jar", "meiping", "incense-bowl")
# Product, stars, title, body, state, days ago. What she bought, in English, which she reads.
REVIEWS = (
    (
        "serving-bowl",
        5,
        "Sunday in one bowl",
        "Salad for six, then bread dough overnight. The rim sits well in the hand when it is heavy.",
        ProductReview.APPROVED,
        130,
    ),
    (
        "utensil-pot",
        4,
        "Two sizes, both in use",
        "The small one holds the whisks. I would have liked the foot a touch wider.",
        ProductReview.FOR_MODERATION,
        1,
    ),
)


@transaction.atomic
def add_own(*, now: datetime) -> None:
    """Add what is missing of it; nothing where there is no such shopper."""
    user = User.objects.filter(email=EAGER).first()
    if user is None:
        return
    products = {product.slug: product for product in Product.objects.browsable().filter(is_public=True)}
    if not WishList.objects.filter(owner=user).exists():
        wishes = WishList.objects.create(owner=user, name=WISHES)
        for slug in WANTED:
            if slug in products:
                wishes.add(products[slug])
    gone = Product.objects.filter(structure=Product.CHILD, is_public=True, parent__is_public=True)
    piece = gone.filter(stockrecords__num_in_stock=0).order_by("pk").first()
    if piece is not None and not ProductAlert.objects.filter(user=user).exists():
        ProductAlert.objects.create(user=user, product=piece, status=ProductAlert.ACTIVE, date_confirmed=now)
    for slug, stars, title, body, status, days in REVIEWS:
        if slug in products and not ProductReview.objects.filter(user=user, product=products[slug]).exists():
            review = ProductReview.objects.create(
                user=user, product=products[slug], score=stars, title=title, body=body, status=status
            )
            # The column takes the moment of writing by itself.
            ProductReview.objects.filter(pk=review.pk).update(date_created=now - timedelta(days=days))
            products[slug].update_rating()
