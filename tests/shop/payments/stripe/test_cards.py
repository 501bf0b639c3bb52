"""The cards that buyers keep at Stripe: each sees and drops those under the own name only."""

import pytest
from django.contrib.auth.models import AnonymousUser

from shop.payments.gateways import GatewayRefusedError
from shop.payments.models import GatewayCustomer
from shop.payments.stripe.cards import customer_for, delete_card, delete_customer, saved_cards
from tests.shop.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(simulator):
    """Somebody who has a name at Stripe before everybody else."""
    user = UserFactory()
    customer_for(user)
    return user


def card_of(simulator, user):
    method = simulator.browser._make_method({"number": "4242424242424242", "expiry": "12/34"})
    stored = simulator.store.objects["payment_method"][method["id"]]
    stored["customer"] = customer_for(user).reference
    return stored["id"]


def owner(simulator, card):
    return simulator.store.objects["payment_method"][card]["customer"]


def test_each_user_has_one_name_of_their_own(first, simulator):
    other = UserFactory()

    made = customer_for(other)
    asked = len(simulator.api.seen)
    again = customer_for(other)

    assert (again, made.user, len(simulator.api.seen)) == (made, other, asked)
    assert GatewayCustomer.objects.count() == 2


def test_each_sees_the_own_cards(first, simulator):
    other = UserFactory()
    card = card_of(simulator, other)

    assert [[one.reference for one in saved_cards(user)] for user in (first, other)] == [[], [card]]


def test_who_has_no_name_at_stripe_has_no_cards_and_nobody_is_asked(first, simulator):
    card = card_of(simulator, first)
    asked = len(simulator.api.seen)
    stranger = UserFactory()

    assert (saved_cards(AnonymousUser()), saved_cards(stranger), delete_card(stranger, card)) == (
        [],
        [],
        False,
    )

    assert (len(simulator.api.seen), owner(simulator, card)) == (asked, customer_for(first).reference)


def test_each_drops_the_own_cards(first, simulator):
    other = UserFactory()
    customer_for(other)
    card = card_of(simulator, first)

    assert (delete_card(other, card), delete_card(first, "pm_none")) == (False, False)
    assert owner(simulator, card) == customer_for(first).reference
    assert (delete_card(first, card), owner(simulator, card)) == (True, None)


def test_second_user_drops_a_card(first, simulator):
    card = card_of(simulator, UserFactory())
    other = GatewayCustomer.objects.exclude(user=first).get().user

    assert (delete_card(other, card), owner(simulator, card)) == (True, None)


def test_name_that_stripe_does_not_know_is_forgotten(simulator):
    customer = GatewayCustomer.objects.create(user=UserFactory(), reference="cus_gone")

    delete_customer(customer)

    assert GatewayCustomer.objects.count() == 0


def test_name_is_kept_when_stripe_refuses_to_delete_it(first, simulator, settings):
    settings.KILN_STRIPE_SECRET_KEY = "sk_test_wrong"

    with pytest.raises(GatewayRefusedError):
        delete_customer(GatewayCustomer.objects.get())

    assert GatewayCustomer.objects.count() == 1
    assert len(simulator.store.objects["customer"]) == 1
