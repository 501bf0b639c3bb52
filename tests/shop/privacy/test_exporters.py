import pytest
from django.utils import timezone
from oscar.core.loading import get_model

from shop.mail.models import Mail
from shop.privacy.exporters import mails, reviews
from tests.shop.factories import ProductFactory, UserFactory

pytestmark = pytest.mark.django_db
ProductReview = get_model("reviews", "ProductReview")


def test_a_mail_with_a_key_in_it_is_named_and_not_copied():
    user = UserFactory()
    for key, is_secret in [("open", False), ("secret", True)]:
        Mail.objects.create(
            key=key,
            kind="any",
            to=user.email,
            language="en",
            subject=key,
            text="Your key: 123456",
            is_secret=is_secret,
            due_at=timezone.now(),
            user=user,
        )

    assert [(row["subject"], row["text"]) for row in mails(user)] == [
        ("open", "Your key: 123456"),
        ("secret", ""),
    ]


def test_a_review_names_its_product_as_long_as_there_is_one():
    user = UserFactory()
    for title in ("Vase", "Bowl"):
        product = ProductFactory(title=title)
        ProductReview.objects.create(user=user, product=product, score=4, title=title, body="Fine")
    ProductReview.objects.filter(title="Bowl").update(product=None)

    assert [row["product"] for row in reviews(user)] == ["Vase", ""]
