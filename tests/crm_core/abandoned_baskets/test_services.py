"""What ends a spell by an order, and what counts as recovered."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from crm_core.abandoned_baskets.detection import PURPOSE, find_abandoned_baskets
from crm_core.abandoned_baskets.models import AbandonedBasket
from crm_core.abandoned_baskets.queries import Recovered, recovered
from crm_core.abandoned_baskets.reminders import send_reminder
from crm_core.abandoned_baskets.restoring import restore
from crm_core.abandoned_baskets.services import end_by_order
from crm_core.consents.services import record as record_consent
from shop.events.models import Event
from shop.mail.models import Mail
from shop.order.services import cancel_order
from shop.partner.strategy import Strategy
from tests.shop.factories import BasketFactory, OrderFactory, UserFactory

pytestmark = pytest.mark.django_db
EMAIL = "ada@example.com"
Outcome = AbandonedBasket.Outcome


@pytest.fixture
def spell(left_basket):
    record_consent(purpose=PURPOSE, granted=True, source="footer", email=EMAIL)
    left_basket(owner=UserFactory(email=EMAIL))
    find_abandoned_baskets()
    return AbandonedBasket.objects.select_related("basket__owner").get()


def order_basket(basket, **kwargs):
    basket.strategy = Strategy(user=basket.owner)
    return OrderFactory(user=basket.owner, basket=basket, **kwargs)


def outcome(order):
    end_by_order(order)
    end_by_order(order)
    spell = AbandonedBasket.objects.get()
    return spell.outcome, spell.is_recovered, spell.order


def test_what_was_ordered_without_a_reminder_came_by_itself(spell):
    order = order_basket(spell.basket)

    assert outcome(order) == (Outcome.ORDERED, False, order)


def test_ordered_after_the_reminder_is_recovered_once(spell, letters):
    send_reminder(spell)
    letters()
    order = order_basket(spell.basket)

    assert outcome(order) == (Outcome.ORDERED, True, order)

    told = [event.payload for event in Event.objects.filter(name="BasketRecovered")]
    assert told == [{"abandoned_id": spell.pk, "order_id": order.pk, "customer_id": spell.customer_id}]
    money = recovered(timezone.now() - timedelta(days=1))
    assert money == Recovered(number=1, money=order.total_incl_tax)


def test_a_reminder_that_never_went_out_recovers_nothing(spell):
    send_reminder(spell)
    order = order_basket(spell.basket)

    assert outcome(order) == (Outcome.ORDERED, False, order)


def test_a_reminder_of_long_ago_recovers_nothing(spell, letters):
    send_reminder(spell)
    letters()
    Mail.objects.update(sent_at=timezone.now() - timedelta(days=8))
    order = order_basket(spell.basket)

    assert outcome(order) == (Outcome.ORDERED, False, order)


def test_the_basket_that_the_link_filled_recovers_it(spell):
    visitor = BasketFactory(owner=None)
    visitor.strategy = Strategy()
    restore(spell, into=visitor)
    order = OrderFactory(user=None, guest_email="else@example.com", basket=visitor)

    assert outcome(order) == (Outcome.ORDERED, True, order)


def test_another_order_of_theirs_ends_it_without_being_its_merit(spell, letters):
    send_reminder(spell)
    letters()
    order = OrderFactory(user=spell.basket.owner)

    assert outcome(order) == (Outcome.OTHERWISE, False, order)


def test_somebody_elses_order_ends_nothing(spell):
    order = OrderFactory(user=UserFactory())

    assert outcome(order) == (Outcome.OPEN, False, None)


def test_a_cancelled_order_recovered_nothing(spell, letters):
    send_reminder(spell)
    letters()
    order = order_basket(spell.basket)
    end_by_order(order)
    cancel_order(order)

    assert recovered(timezone.now() - timedelta(days=1)) == Recovered(number=0, money=Decimal("0.00"))


def test_the_database_lets_an_order_recover_one_basket(spell):
    order = OrderFactory()
    AbandonedBasket.objects.update(order=order, is_recovered=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        AbandonedBasket.objects.create(
            basket=BasketFactory(), quiet_since=timezone.now(), abandoned_at=timezone.now(), currency="EUR",
            order=order, is_recovered=True,
        )  # fmt: skip
