"""What several strips of one page want is read once."""

import pytest

from shop.partner.buyers import buyer_for
from shop.storefront.card_loader import ProductCardLoader
from tests.shop.factories import ProductFactory

pytestmark = pytest.mark.django_db


def test_all_that_is_wanted_comes_with_the_first_that_is_needed(django_assert_num_queries):
    first, second, third = ProductFactory.create_batch(3)
    loader = ProductCardLoader(buyer_for())
    loader.prefetch([third.pk])

    with django_assert_num_queries(2):
        one = loader.cards([second.pk, first.pk])
        other = loader.cards([third.pk, first.pk])

    assert [card.product_id for card in one] == [second.pk, first.pk]
    assert [card.product_id for card in other] == [third.pk, first.pk]


def test_what_a_buyer_may_not_see_is_left_out_and_not_asked_for_again(django_assert_num_queries):
    shown, hidden = ProductFactory(), ProductFactory(is_public=False)
    loader = ProductCardLoader(buyer_for())

    assert [card.product_id for card in loader.cards([hidden.pk, shown.pk])] == [shown.pk]
    with django_assert_num_queries(0):
        assert loader.cards([hidden.pk]) == []
