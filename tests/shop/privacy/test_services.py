from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from oscar.core.loading import get_model

from shop.b2b.models import Company, CompanyContact
from shop.basket.models import Basket
from shop.customer.models import AlertQuestion, ProductAlert
from shop.events.models import Delivery, Event
from shop.order.models import Order
from shop.privacy.models import DeletionRequest
from shop.privacy.services import DeletionRefusedError, erase_account, request_deletion, withdraw_deletion
from shop.privacy.tasks import erase_due
from shop.user.models import User
from tests.shop.factories import (
    BasketFactory,
    OrderFactory,
    ProductFactory,
    StaffFactory,
    UserAddressFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
ProductReview = get_model("reviews", "ProductReview")
UserAddress = get_model("address", "UserAddress")
ReviewPhoto = get_model("reviews", "ReviewPhoto")
WishList = get_model("wishlists", "WishList")


@pytest.fixture
def mei():
    user = UserFactory(email="mei@example.com", first_name="Mei", last_name="Lin")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def now():
    return timezone.now()


def events():
    return list(Event.objects.order_by("pk").values_list("name", flat=True))


def test_asked_twice_the_first_day_stays(mei, now):
    first = request_deletion(mei, now=now)
    second = request_deletion(mei, now=now + timedelta(days=3))

    assert (second.pk, second.due_at) == (first.pk, now + timedelta(days=14))
    assert events() == ["AccountDeletionRequested"]


def test_the_database_refuses_a_second_open_request(mei, now):
    request_deletion(mei, now=now)

    with pytest.raises(IntegrityError):
        DeletionRequest.objects.create(user=mei, requested_at=now, due_at=now)


def test_staff_are_refused(now):
    with pytest.raises(DeletionRefusedError):
        request_deletion(StaffFactory(), now=now)

    assert not DeletionRequest.objects.exists()


def test_the_owner_is_told_once(mei, now, django_capture_on_commit_callbacks, letters):
    with django_capture_on_commit_callbacks(execute=True):
        request_deletion(mei, now=now)
    assert not Delivery.objects.filter(done_at=None).exists()
    assert [(m.to, m.subject) for m in letters()] == [
        (["mei@example.com"], "Your account at Kiln will be deleted")
    ]
    assert reverse("privacy:deletion") in letters()[0].body


def test_withdrawn_it_can_be_asked_again(mei, now):
    request_deletion(mei, now=now)

    assert withdraw_deletion(mei, now=now)
    assert not withdraw_deletion(mei, now=now)
    assert request_deletion(mei, now=now).withdrawn_at is None
    assert events() == ["AccountDeletionRequested", "AccountDeletionWithdrawn", "AccountDeletionRequested"]


@pytest.mark.parametrize("field", ["withdrawn_at", "done_at"])
def test_what_is_withdrawn_is_the_open_request_and_not_an_old_one(mei, now, field):
    old = DeletionRequest.objects.create(user=mei, requested_at=now, due_at=now, **{field: now})
    request = request_deletion(mei, now=now)

    assert withdraw_deletion(mei, now=now + timedelta(days=1))

    assert list(DeletionRequest.objects.order_by("pk").values_list("pk", "withdrawn_at")) == [
        (old.pk, old.withdrawn_at),
        (request.pk, now + timedelta(days=1)),
    ]


def test_before_its_day_nothing_is_erased(mei, now):
    request = request_deletion(mei, now=now)

    assert not erase_account(request, now=now + timedelta(days=13))
    mei.refresh_from_db()
    assert (mei.email, mei.is_active) == ("mei@example.com", True)


def test_a_withdrawn_request_erases_nothing(mei, now):
    request = request_deletion(mei, now=now)
    withdraw_deletion(mei, now=now)

    assert not erase_account(request, now=now + timedelta(days=15))
    assert User.objects.get(pk=mei.pk).email == "mei@example.com"


def test_the_account_of_somebody_who_works_here_by_now_stays(mei, now):
    request = request_deletion(mei, now=now)
    User.objects.filter(pk=mei.pk).update(is_staff=True)

    assert not erase_account(request, now=request.due_at)

    request.refresh_from_db()
    assert (request.done_at, User.objects.get(pk=mei.pk).email) == (None, "mei@example.com")


def test_what_goes_and_what_stays(mei, now):
    order = OrderFactory(user=mei, status="Complete", paid_at=now)
    other = UserAddressFactory(user=UserFactory())
    UserAddressFactory(user=mei)
    WishList.objects.create(owner=mei)
    product = ProductFactory()
    ProductAlert.objects.create(user=mei, product=product)
    Authenticator.objects.create(user=mei, type=Authenticator.Type.TOTP, data={})
    company = Company.objects.create(name="Nordlicht")
    CompanyContact.objects.create(company=company, user=mei, name="Mei Lin", email=mei.email)
    open_basket = BasketFactory(owner=mei)
    review = ProductReview.objects.create(
        user=mei, product=product, score=5, title="Fine", body="A fine vase"
    )
    photo = ReviewPhoto.objects.create(review=review, picture="images/reviews/mei.webp")
    shipping, total = order.shipping_address, order.total_incl_tax
    request = request_deletion(mei, now=now)

    assert erase_account(request, now=request.due_at)

    mei.refresh_from_db()
    assert (mei.email, mei.get_full_name(), mei.is_active, mei.has_usable_password()) == (
        f"deleted-{mei.pk}@deleted.invalid",
        "",
        False,
        False,
    )
    for model, owner in [
        (UserAddress, "user"),
        (WishList, "owner"),
        (ProductAlert, "user"),
        (Authenticator, "user"),
        (EmailAddress, "user"),
        (CompanyContact, "user"),
    ]:
        assert not model.objects.filter(**{owner: mei}).exists(), model
    assert not type(open_basket).objects.filter(pk=open_basket.pk).exists()
    assert UserAddress.objects.get() == other
    kept = Order.objects.get(pk=order.pk)
    assert (kept.user, kept.total_incl_tax, kept.number) == (mei, total, order.number)
    sent_to = kept.shipping_address
    assert (sent_to.country, sent_to.postcode) == (shipping.country, shipping.postcode)
    assert (sent_to.name, sent_to.line1, sent_to.line4, str(sent_to.phone_number)) == ("", "", "", "")
    assert not photo._meta.model.objects.exists()
    review.refresh_from_db()
    assert (review.body, review.reviewer_name) == ("A fine vase", "anonymous")


def test_nothing_of_anybody_else_goes(mei, now):
    other = UserFactory(email="li@example.com")
    EmailAddress.objects.create(user=other, email=other.email, verified=True, primary=True)
    client = Client()
    client.post(reverse("account_login"), {"login": other.email, "password": "a-long-passphrase"})
    assert client.get(reverse("customer:summary")).status_code == 200
    for email in ("mei@example.com", "li@example.com"):
        AlertQuestion.objects.create(email=email, asked_at=now)
    product = ProductFactory()
    review = ProductReview.objects.create(
        user=other, product=product, score=5, title="Fine", body="Fine", name="Li", email=other.email
    )
    kept = [BasketFactory(owner=other), BasketFactory(owner=mei, status=Basket.SUBMITTED)]
    BasketFactory(owner=mei, status=Basket.SAVED)
    request = request_deletion(mei, now=now)

    erase_account(request, now=request.due_at)

    assert client.get(reverse("customer:summary")).status_code == 200
    assert [question.email for question in AlertQuestion.objects.all()] == ["li@example.com"]
    review.refresh_from_db()
    assert (review.name, review.email) == ("Li", "li@example.com")
    assert list(Basket.objects.order_by("pk")) == kept


def test_erased_twice_once(mei, now):
    request = request_deletion(mei, now=now)

    assert erase_account(request, now=request.due_at)
    assert not erase_account(request, now=request.due_at)
    assert events() == ["AccountDeletionRequested", "AccountDeleted", "PersonErased"]


@pytest.mark.parametrize("confirmed", [True, False])
def test_the_event_says_whether_the_address_was_shown_to_be_theirs(mei, now, confirmed):
    EmailAddress.objects.filter(user=mei).update(verified=confirmed)
    request = request_deletion(mei, now=now)

    erase_account(request, now=request.due_at)

    assert Event.objects.get(name="AccountDeleted").payload == {
        "user_id": mei.pk,
        "request_id": request.pk,
        "email_confirmed": confirmed,
    }


def test_no_event_carries_the_address(mei, now):
    request = request_deletion(mei, now=now)
    erase_account(request, now=request.due_at)

    assert [e for e in Event.objects.all() if "mei@" in str(e.payload)] == []


def test_whoever_is_logged_in_is_not_any_more(mei, now):
    client = Client()
    client.post(reverse("account_login"), {"login": mei.email, "password": "a-long-passphrase"})
    assert client.get(reverse("customer:summary")).status_code == 200
    request = request_deletion(mei, now=now)

    erase_account(request, now=request.due_at)

    assert client.get(reverse("customer:summary")).status_code == 302
    client.post(reverse("account_login"), {"login": "mei@example.com", "password": "a-long-passphrase"})
    assert client.get(reverse("customer:summary")).status_code == 302


def test_the_beat_ends_what_is_due_and_only_that(mei, now):
    later = UserFactory()
    request_deletion(later, now=now)
    request_deletion(mei, now=now - timedelta(days=15))

    erase_due()

    assert list(DeletionRequest.objects.exclude(done_at=None).values_list("user", flat=True)) == [mei.pk]


@pytest.mark.parametrize(
    ("verified", "left"), [(True, ["li@example.com"]), (False, ["Mei@example.com", "li@example.com"])]
)
def test_alerts_set_as_a_guest_go_with_a_confirmed_address_only(mei, now, verified, left):
    EmailAddress.objects.update(verified=verified)
    ProductAlert.objects.create(user=UserFactory(), email="Mei@example.com", product=ProductFactory())
    for address in ("Mei@example.com", "li@example.com"):
        ProductAlert.objects.create(email=address, product=ProductFactory())
    request = request_deletion(mei, now=now)

    erase_account(request, now=request.due_at)

    alerts = ProductAlert.objects.order_by("pk")
    assert list(alerts.filter(user=None).values_list("email", flat=True)) == left
    assert alerts.exclude(user=None).count() == 1
