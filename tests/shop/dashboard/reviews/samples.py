"""Reviews as buyers write them."""

from shop.reviews.models import ProductReview
from tests.shop.factories import ProductFactory, UserFactory

LIST = "/cms/shop/reviews/"
WAITING, SHOWN, NOT_SHOWN = 0, 1, 2


def write(title="Stands well", *, status=WAITING, score=4, product=None):
    return ProductReview.objects.create(
        product=product or ProductFactory(),
        user=UserFactory(),
        title=title,
        body="Heavy enough.",
        score=score,
        status=status,
    )
