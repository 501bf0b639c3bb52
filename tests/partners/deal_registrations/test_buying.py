from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from partners.accounts.attribution import attribution_of
from partners.deal_registrations.buying import basket_for, hold_to_registration
from partners.deal_registrations.errors import RegistrationError
from partners.deal_registrations.orders import win_by
from partners.deal_registrations.services import lose
from shop.order.exceptions import OrderRefused
from shop.order.models import Order
from shop.order.services import cancel_order
from tests.partners.deal_registrations.factories import approved, fresh
from tests.shop.factories import OrderFactory, ProductFactory

TEN = {"discount": Decimal(10)}


@pytest.fixture
def cup():
    return ProductFactory(price="119.00", num_in_stock=100)


def ordered(registration, *, now=None):
    user = registration.created_by
    return OrderFactory(user=user, basket=basket_for(registration, by=user, now=now or timezone.now()))


def test_partner_orders_the_deal_at_its_prices_and_wins_it(cup):
    registration = approved(lines=[(cup, 10)], granted=TEN)
    order = ordered(registration)

    assert order.lines.get().line_price_excl_tax == Decimal("900.00")
    assert win_by(order).bought_by_partner
    assert fresh(registration).state == "won"
    assert attribution_of(order).is_own_purchase


def test_line_without_a_registered_price_costs_what_it_costs_the_partner(cup):
    registration = approved(lines=[(cup, 10)])

    assert ordered(registration).lines.get().line_price_excl_tax == Decimal("1000.00")


def test_only_what_is_left_can_be_ordered(cup):
    registration = approved(lines=[(cup, 10)], granted=TEN)
    order = ordered(registration)
    with pytest.raises(RegistrationError, match="left"):
        basket_for(registration, by=registration.created_by, now=timezone.now())

    cancel_order(order)
    assert basket_for(registration, by=registration.created_by, now=timezone.now()).num_items == 10


def test_two_baskets_of_one_deal_are_ordered_once(cup):
    registration = approved(lines=[(cup, 10)], granted=TEN)
    user, now = registration.created_by, timezone.now()
    first, second = (basket_for(registration, by=user, now=now) for _number in range(2))
    OrderFactory(user=user, basket=first)

    with pytest.raises(OrderRefused):
        OrderFactory(user=user, basket=second)
    assert Order.objects.count() == 1


def test_prices_hold_while_it_is_protected(cup):
    registration = approved(lines=[(cup, 10)], granted=TEN)
    user = registration.created_by
    basket = basket_for(registration, by=user, now=timezone.now())
    with pytest.raises(RegistrationError):
        basket_for(registration, by=user, now=registration.protected_until + timedelta(seconds=1))
    lose(registration, reason="x", by=user, now=timezone.now())

    with pytest.raises(OrderRefused):
        OrderFactory(user=user, basket=basket)


def test_other_orders_pass_at_no_cost(django_assert_num_queries):
    order = OrderFactory()

    with django_assert_num_queries(0):
        hold_to_registration(order)
