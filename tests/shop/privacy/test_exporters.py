import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone
from oscar.core.loading import get_model

from shop.mail.models import Mail
from shop.privacy.exporters import account, mails, orders, reviews
from shop.privacy.models import DeletionRequest
from tests.shop.factories import OrderFactory, ProductFactory, UserFactory

pytestmark = pytest.mark.django_db
ProductReview = get_model("reviews", "ProductReview")


def write_mail(user, key, *, is_secret=False):
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


def test_a_mail_with_a_key_in_it_is_named_and_not_copied():
    user = UserFactory()
    write_mail(user, "open")
    write_mail(user, "secret", is_secret=True)
    write_mail(UserFactory(), "foreign")

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


def test_the_account_names_its_own_addresses_and_requests_only():
    user, other, now = UserFactory(), UserFactory(), timezone.now()
    for each in (user, other):
        EmailAddress.objects.create(user=each, email=each.email, verified=True, primary=True)
        DeletionRequest.objects.create(user=each, requested_at=now, due_at=now)

    copied = account(user)

    assert copied["email_addresses"] == [{"email": user.email, "verified": True, "primary": True}]
    assert copied["deletion_requests"] == [
        {"requested_at": now, "due_at": now, "withdrawn_at": None, "done_at": None}
    ]


def test_an_order_names_the_addresses_that_it_has():
    user = UserFactory()
    order = OrderFactory(user=user)
    order.billing_address = None
    order.save()

    (row,) = orders(user)

    assert row["sent_to"]["line1"] == order.shipping_address.line1
    assert row["invoiced_to"] is None
