"""What is forgotten of the baskets of guests."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shop.basket.models import Basket
from shop.checkout.abandonment import forget_contacts, remember_contact
from shop.checkout.models import BasketContact
from tests.shop.factories import BasketFactory, ProductFactory

pytestmark = pytest.mark.django_db


def test_addresses_go_with_the_order_and_after_a_month(settings):
    settings.KILN_BASKET_CONTACT_DAYS = 30
    now = timezone.now()
    ordered, old, kept = (BasketFactory(owner=None, lines=[ProductFactory()]) for _name in range(3))
    for basket, name in ((ordered, "ada"), (old, "bo"), (kept, "cy")):
        remember_contact(basket, email=f"{name}@example.com")
    Basket.objects.filter(pk=ordered.pk).update(status=Basket.SUBMITTED)
    BasketContact.objects.filter(basket=old).update(created_at=now - timedelta(days=31))

    assert [forget_contacts(now=now), forget_contacts(now=now)] == [2, 0]

    found = dict(BasketContact.objects.values_list("basket", "email"))
    assert found == {ordered.pk: "", old.pk: "", kept.pk: "cy@example.com"}


def test_an_address_given_anew_replaces_the_one_before():
    basket = BasketFactory(owner=None)
    remember_contact(basket, email="ada@example.com")
    remember_contact(basket, email="bo@example.com")

    assert list(BasketContact.objects.values_list("basket", "email")) == [(basket.pk, "bo@example.com")]
