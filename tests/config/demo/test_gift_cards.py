"""The demo's gift cards: one in every state, once however often it is loaded."""

import pytest
from django.utils import timezone

from config.demo.gift_cards import add_gift_cards
from shop.catalogue.models import Product
from shop.gift_cards.models import GiftCard
from shop.mail.models import Mail
from shop.store_credit.consistency import differences
from shop.store_credit.services import balance
from tests.shop.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_cards_come_once_in_every_state_and_the_books_add_up():
    mei = UserFactory(email="mei@kiln.example")
    assert [add_gift_cards(now=timezone.now()) for _again in range(2)] == [5, 0]
    states = sorted(GiftCard.objects.values_list("state", flat=True))
    assert states == ["active", "active", "active", "disabled", "expired"]
    assert (balance(mei, "EUR"), Product.objects.filter(upc="GIFT-CARD").count()) == (37, 1)
    assert (list(differences()), Mail.objects.count()) == ([], 0)
