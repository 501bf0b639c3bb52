import pytest
from django.utils import timezone
from oscar.core.loading import get_model

from config.demo.own import REVIEWS, WANTED, add_own
from config.demo.past import EAGER
from shop.customer.models import ProductAlert
from shop.reviews.models import ProductReview
from tests.shop.factories import ParentProductFactory, ProductFactory, UserFactory

pytestmark = pytest.mark.django_db
WishList = get_model("wishlists", "WishList")


def test_the_shopper_has_wishes_an_alert_and_reviews_once():
    user = UserFactory(email=EAGER)
    for slug in (*WANTED, *(review[0] for review in REVIEWS)):
        ProductFactory(title=slug, slug=slug)
    gone = ProductFactory(parent=ParentProductFactory(), num_in_stock=0)

    for _turn in range(2):
        add_own(now=timezone.now())

    assert WishList.objects.get(owner=user).lines.count() == len(WANTED)
    assert ProductAlert.objects.get().product == gone
    assert {review.status for review in ProductReview.objects.filter(user=user)} == {
        ProductReview.APPROVED,
        ProductReview.FOR_MODERATION,
    }
    assert ProductReview.objects.count() == len(REVIEWS)


def test_without_her_there_is_nothing_to_add():
    add_own(now=timezone.now())

    assert not WishList.objects.exists()
