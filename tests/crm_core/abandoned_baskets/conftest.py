"""Baskets that were left hours ago."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shop.basket.models import Line
from shop.checkout.abandonment import remember_contact
from tests.shop.factories import BasketFactory, ProductFactory


@pytest.fixture(autouse=True)
def _limits(settings):
    settings.KILN_BASKET_ABANDONED_HOURS, settings.KILN_BASKET_CONTACT_DAYS = 4, 30


@pytest.fixture
def left_basket(db):
    """Call it to get a basket with one line, touched so many hours ago: of an account, or of a guest."""

    def make(*, owner=None, email=None, hours=5, lines=None):
        made = BasketFactory(owner=owner, lines=lines or [ProductFactory()])
        if email is not None:
            remember_contact(made, email=email)
        touched = timezone.now() - timedelta(hours=hours)
        Line.objects.filter(basket=made).update(date_updated=touched)
        return made

    return make
