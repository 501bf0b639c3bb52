from datetime import timedelta

import pytest
from django.utils import timezone

from personalization.interactions.queries import profile_of
from personalization.recommendations.queries import (
    available,
    bought_ids,
    bought_with,
    popular,
    recently_viewed,
)
from shop.partner.buyers import buyer_for
from shop.storefront.card_loader import ProductCardLoader
from tests.personalization.factories import ViewFactory, VisitorFactory
from tests.shop.factories import OrderFactory, ParentProductFactory, ProductFactory

pytestmark = pytest.mark.django_db


def buy(visitor, product, *, days_ago=0, **changes):
    line = OrderFactory(lines=[product]).lines.get()
    return ViewFactory(
        kind="purchase",
        visitor=visitor,
        product=product,
        order_line=line,
        occurred_at=timezone.now() - timedelta(days=days_ago),
        **changes,
    )


def ids(cards):
    return [card.product_id for card in cards]


def offered(profile, **options):
    return available(bought_ids(profile, **options), loader=ProductCardLoader(buyer_for()), **options)


def again(visitor, **options):
    return ids(offered(profile_of(visitor.key), **options))


def test_latest_purchase_comes_first_each_product_once():
    visitor, cup, bowl = VisitorFactory(), ProductFactory(), ProductFactory()
    buy(visitor, cup, days_ago=1)
    buy(visitor, bowl, days_ago=2)
    buy(visitor, bowl, days_ago=30)
    buy(VisitorFactory(), ProductFactory())

    assert again(visitor) == [cup.pk, bowl.pk]


def test_cancelled_sold_out_and_hidden_products_are_not_offered():
    visitor, cup = VisitorFactory(), ProductFactory()
    buy(visitor, cup)
    buy(visitor, ProductFactory(), reversed_at=timezone.now())
    buy(visitor, ProductFactory(num_in_stock=1))
    hidden = ProductFactory()
    buy(visitor, hidden)
    hidden.is_public = False
    hidden.save()

    assert again(visitor) == [cup.pk]


def test_views_are_no_purchases():
    view = ViewFactory()

    assert again(view.visitor) == []


@pytest.mark.parametrize("number", [1, 3])
def test_order_again_takes_the_same_queries_for_one_and_three(number, django_assert_max_num_queries):
    visitor = VisitorFactory()
    for _ in range(number):
        buy(visitor, ProductFactory())
    profile = profile_of(visitor.key)

    with django_assert_max_num_queries(6) as captured:
        offered(profile)

    own = [query for query in captured.captured_queries if "interactions_interaction" in query["sql"]]
    assert len(own) == 1
    assert len(captured) == 3


def test_recently_viewed_leaves_out_the_page_itself():
    visitor, cup, bowl = VisitorFactory(), ProductFactory(), ProductFactory()
    now = timezone.now()
    ViewFactory(visitor=visitor, product=bowl, occurred_at=now - timedelta(hours=1))
    ViewFactory(visitor=visitor, product=cup, occurred_at=now)

    cards = recently_viewed(profile_of(visitor.key), buyer=buyer_for(), exclude=[cup.pk])

    assert ids(cards) == [bowl.pk]


def test_popular_counts_orders_then_offers_what_is_new():
    new, sold, best = ProductFactory(), ProductFactory(), ProductFactory()
    for product in (best, best, sold):
        OrderFactory(lines=[product])

    cards = popular(buyer=buyer_for(), now=timezone.now())

    assert ids(cards) == [best.pk, sold.pk, new.pk]


def test_cancelled_orders_make_nothing_popular():
    cancelled, sold = ProductFactory(), ProductFactory()
    for _ in range(2):
        OrderFactory(lines=[cancelled], status="Cancelled")
    OrderFactory(lines=[sold])

    assert ids(popular(buyer=buyer_for(), now=timezone.now()))[0] == sold.pk


def test_bought_with_counts_other_orders_lines_most_often_first():
    cup, saucer, spoon = ProductFactory(), ProductFactory(), ProductFactory()
    OrderFactory(lines=[cup, saucer])
    OrderFactory(lines=[cup, saucer, spoon])
    OrderFactory(lines=[ProductFactory()])

    assert ids(bought_with(cup, buyer=buyer_for())) == [saucer.pk, spoon.pk]


def test_bought_with_takes_variants_as_one_product():
    cup, saucer = ParentProductFactory(), ProductFactory()
    small, large = ProductFactory(parent=cup), ProductFactory(parent=cup)
    OrderFactory(lines=[small, saucer])
    OrderFactory(lines=[large, small])

    assert ids(bought_with(large, buyer=buyer_for())) == [saucer.pk]
    assert ids(bought_with(saucer, buyer=buyer_for())) == [cup.pk]
