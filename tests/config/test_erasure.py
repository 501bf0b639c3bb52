"""After an account has ended no table holds its address: every column of every model is looked at."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.db import models
from django.db.models.functions import Cast
from django.utils import timezone
from oscar.apps.communication.models import Email
from wagtail.log_actions import log

from content.services import SubmittedEntry, submit_entry
from crm_core.consents.addresses import key_of
from crm_core.consents.services import suppress, write as agree
from crm_core.customers.models import Customer, CustomerIdentifier
from crm_core.customers.services import identify
from crm_core.timeline.services import record
from shop.b2b.models import Company, CompanyContact
from shop.basket.models import Basket
from shop.checkout.abandonment import remember_contact
from shop.customer.models import AlertQuestion, ProductAlert
from shop.events.models import Delivery
from shop.mail.models import Mail
from shop.notifications.order_mail import send_confirmation, send_dispatch
from shop.order.models import Order
from shop.payments.manual_payments import mark_as_paid
from shop.privacy.services import erase_account, request_deletion
from shop.reviews.models import ProductReview
from shop.user.models import AddressChange
from tests.content.factories import make_form
from tests.shop.factories import BasketFactory, OrderFactory, ProductFactory, StaffFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

ADDRESSES = ("zaubermei@example.com", "zaubermei@xn--mller-kva.example")
#: Columns that may hold an address of somebody who was erased, each with the reason.
KEPT = {
    "sessions.Session.session_data": "signed and unreadable from outside; sessions end after two weeks",
}
TEXTS = (models.CharField, models.TextField, models.JSONField)


def places_of(word):
    """List the columns of all models in which some row holds a word."""
    found = set()
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.managed or model._meta.proxy:
            continue
        for field in model._meta.local_fields:
            if isinstance(field, TEXTS):
                words = Cast(field.name, models.TextField())
                if model._base_manager.alias(cast_words=words).filter(cast_words__icontains=word).exists():
                    found.add(f"{model._meta.label}.{field.name}")
    return found


@pytest.fixture
def mei():
    user = UserFactory(email=ADDRESSES[0], first_name="", last_name="")
    for number, email in enumerate(ADDRESSES):
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=not number)
    return user


def finish_orders():
    """Nothing is open any more that an erasure would have to wait for."""
    Order.objects.update(status="Complete", paid_at=timezone.now())


def leave_traces(user, now):
    """Let an address be written wherever the shop writes one, as a user and as a guest."""
    product = ProductFactory()
    staff = StaffFactory()
    for email in (ADDRESSES[0].upper(), "zaubermei@müller.example"):
        send_confirmation(OrderFactory(guest_email=email))
        remember_contact(BasketFactory(owner=None), email=email)
        ProductAlert.objects.create(email=email, product=product)
        AlertQuestion.objects.create(email=email.lower(), asked_at=now)
        Email.objects.create(email=email, subject="From before")
        AddressChange.objects.create(
            user=UserFactory(), email=email, new_email="li@example.com", changed_at=now
        )
        key = key_of(email=email)
        agree(key, purpose="newsletter", action="granted", source="staff", by=staff, reason=f"{email} called")
        suppress(key, reason="manual", note=f"{email} wrote")
    order = OrderFactory(user=user)
    mark_as_paid(order)
    AddressChange.objects.create(user=user, email="before@example.com", new_email=user.email, changed_at=now)
    ProductReview.objects.create(
        user=user, product=product, score=5, title="Fine", body="Fine", name="Mei", email=user.email
    )
    company = Company.objects.create(name="Nordlicht")
    CompanyContact.objects.create(company=company, user=user, name="Mei", email=user.email)
    BasketFactory(owner=user, status=Basket.OPEN)
    log(user, "wagtail.edit", user=staff)
    somebody = identify(user=UserFactory(email="li@example.com"), email="li@example.com")
    Customer.objects.filter(pk=somebody.pk).update(email=ADDRESSES[1])
    record(
        somebody,
        kind="identity.conflict",
        occurred_at=now,
        source="identity-conflict:0",
        data={"key": "email", "value": ADDRESSES[1], "other_id": 0},
    )
    for customer in Customer.objects.all():
        log(customer, "wagtail.edit", user=staff)
    written = SubmittedEntry(answers={"email": user.email}, labels={}, copy_number="1", email=user.email)
    submit_entry(make_form(), written, now=now)
    return order


def test_no_table_holds_the_address_afterwards(mei, django_capture_on_commit_callbacks):
    now = timezone.now()
    with django_capture_on_commit_callbacks(execute=True):
        order = leave_traces(mei, now)
    with django_capture_on_commit_callbacks(execute=True):
        request = request_deletion(mei, now=now)
    before = places_of("zaubermei@")
    assert {"mail.Mail.to", "order.Order.guest_email", "customers.CustomerIdentifier.value"} <= before

    finish_orders()
    with django_capture_on_commit_callbacks(execute=True):
        assert erase_account(request, now=now + timedelta(days=14))

    assert list(Delivery.objects.exclude(state=Delivery.State.DONE).values_list("subscriber", "error")) == []
    assert places_of("zaubermei@") - set(KEPT) == set()
    assert Order.objects.filter(user=mei).count() == 3
    assert (
        CustomerIdentifier.objects.filter(kind="email").values_list("value", flat=True).get()
        == "li@example.com"
    )
    assert not send_dispatch(Order.objects.get(pk=order.pk))
    assert not Mail.objects.filter(to__endswith="invalid").exists()


def test_what_is_only_typed_and_never_confirmed_erases_nothing_of_a_guest(
    mei, django_capture_on_commit_callbacks
):
    EmailAddress.objects.update(verified=False)
    now = timezone.now()
    with django_capture_on_commit_callbacks(execute=True):
        send_confirmation(OrderFactory(guest_email=ADDRESSES[0]))
        request = request_deletion(mei, now=now)
        finish_orders()
        erase_account(request, now=now + timedelta(days=14))

    assert Mail.objects.filter(to=ADDRESSES[0], user=None).count() == 1
    assert Order.objects.get().guest_email == ADDRESSES[0]
