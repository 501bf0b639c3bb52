"""The reminder: with consent, once, with the prices of today, and not after the purchase."""

from datetime import timedelta

import pytest
from django.utils import timezone

from crm_core.abandoned_baskets.detection import PURPOSE, find_abandoned_baskets
from crm_core.abandoned_baskets.models import AbandonedBasket
from crm_core.abandoned_baskets.reminders import KIND, send_reminder
from crm_core.consents.services import record as record_consent
from crm_core.customers.services import attach_order
from shop.basket.models import Line
from shop.mail.models import Mail
from shop.order.services import cancel_order
from shop.partner.models import StockRecord
from shop.partner.strategy import Strategy
from tests.shop.factories import OrderFactory, ProductFactory, UserFactory

pytestmark = pytest.mark.django_db
EMAIL = "ada@example.com"


@pytest.fixture
def agreed(db):
    record_consent(purpose=PURPOSE, granted=True, source="footer", email=EMAIL)


@pytest.fixture
def spell(agreed, left_basket):
    left_basket(email=EMAIL, lines=[(ProductFactory(title="Tide bowl", price="20.00"), 2)])
    find_abandoned_baskets()
    return AbandonedBasket.objects.get()


def statuses():
    return list(Mail.objects.filter(kind=KIND).values_list("status", "refusal"))


def test_a_reminder_is_sent_once_with_todays_price_and_the_way_out(spell, letters):
    StockRecord.objects.update(price="25.00")

    assert [send_reminder(spell).is_sent, send_reminder(spell).is_sent] == [True, False]

    letter = letters()[0]
    assert letter.to == [EMAIL]
    assert "2 × Tide bowl – €50.00" in letter.body
    assert "/restore/basket/" in letter.body
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert len(letters()) == 1


def test_without_a_consent_it_is_kept_as_not_sent(left_basket, letters):
    left_basket(email=EMAIL)
    find_abandoned_baskets()

    found = send_reminder(AbandonedBasket.objects.get())

    assert (found.is_sent, found.reason, letters()) == (False, "no_consent", [])
    assert AbandonedBasket.objects.get().reminded_at is None


@pytest.mark.parametrize("by", ["address", "record", "basket"])
def test_a_purchase_between_writing_and_sending_stops_it(spell, letters, by):
    assert send_reminder(spell).is_sent
    if by == "address":
        OrderFactory(user=None, guest_email="ADA@example.com")
    elif by == "record":
        order = OrderFactory(user=None, guest_email="other@example.com")
        AbandonedBasket.objects.update(customer=attach_order(order))
    else:
        spell.basket.strategy = Strategy()
        OrderFactory(user=None, guest_email="bo@example.com", basket=spell.basket)

    assert letters() == []
    assert statuses() == [("not_sent", "outdated")]
    assert AbandonedBasket.objects.get().reminded_at is None


def test_a_cancelled_order_stops_nothing(spell, letters):
    cancel_order(OrderFactory(user=None, guest_email=EMAIL))
    send_reminder(spell)

    assert len([letter for letter in letters() if "/restore/" in letter.body]) == 1


@pytest.mark.parametrize("change", ["touched", "emptied"])
def test_a_basket_that_is_taken_up_again_before_it_goes_out_stops_it(spell, letters, change):
    send_reminder(spell)
    lines = Line.objects.filter(basket=spell.basket)
    lines.update(date_updated=timezone.now()) if change == "touched" else lines.delete()

    assert letters() == []
    assert statuses() == [("not_sent", "outdated")]


@pytest.mark.parametrize(
    ("kind", "hours", "is_sent"),
    [
        ("newsletter-welcome", 23, False),
        ("newsletter-welcome", 25, True),
        (KIND, 25, False),
        (KIND, 170, True),
    ],
)
def test_nobody_is_written_to_too_often(spell, kind, hours, is_sent):
    earlier = Mail.objects.create(
        key="x", kind=kind, purpose="newsletter", to=EMAIL, subject="-", text="-", due_at=timezone.now(),
        status="sent",
    )  # fmt: skip
    Mail.objects.filter(pk=earlier.pk).update(created_at=timezone.now() - timedelta(hours=hours))

    found = send_reminder(spell)

    assert (found.is_sent, found.reason) == (is_sent, "" if is_sent else "too_soon")


def test_who_has_an_account_is_written_to_in_their_language(left_basket, letters):
    user = UserFactory(email=EMAIL, language="zh-hant")
    record_consent(purpose=PURPOSE, granted=True, source="footer", email=EMAIL)
    left_basket(owner=user)
    find_abandoned_baskets()

    send_reminder(AbandonedBasket.objects.get())

    assert Mail.objects.get(kind=KIND).language == "zh-hant"
