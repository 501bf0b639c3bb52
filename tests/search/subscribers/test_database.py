from decimal import Decimal

import pytest

from search.engines.registry import database_engine
from shop.catalogue.events import ProductsChanged
from shop.events.models import Delivery
from shop.events.services import publish
from shop.order.services import cancel_order
from tests.search.documents import counts, query
from tests.search.factories import give
from tests.shop.factories import CategoryFactory, OrderFactory, ProductFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def engine():
    return database_engine()


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    def run(action):
        with django_capture_on_commit_callbacks(execute=True):
            found = action()
        assert not Delivery.objects.exclude(state="done").exists()
        return found

    return run


def test_a_new_product_a_new_price_and_a_deletion_show_at_once(engine, committed):
    product = committed(lambda: ProductFactory(price="20.00"))
    assert engine.search(query(price=(2000, 2000))).product_ids == (product.pk,)

    record = product.stockrecords.get()
    record.price = Decimal("30.00")
    committed(record.save)
    assert engine.search(query(price=(3000, 3000))).product_ids == (product.pk,)

    committed(product.delete)
    assert engine.search(query()).total == 0


def test_the_last_piece_sold_and_freed_again(engine, committed):
    product = committed(lambda: ProductFactory(num_in_stock=1))

    order = committed(lambda: OrderFactory(lines=[(product, 1)]))
    assert engine.search(query(available=True)).total == 0

    committed(lambda: cancel_order(order))
    assert engine.search(query(available=True)).product_ids == (product.pk,)


def test_a_renamed_value_and_a_moved_category_are_followed(engine, committed):
    top, other = CategoryFactory(name="Top"), CategoryFactory(name="Other")
    below = CategoryFactory(name="Below", parent=top)
    product = committed(lambda: ProductFactory(categories=[below]))
    option = committed(lambda: give(product, "glaze", "Tide"))
    assert counts(engine.search(query(category=top.pk))) == {"glaze": {"tide": 1}}

    option.option = "Sea"
    committed(option.save)
    assert counts(engine.search(query())) == {"glaze": {"sea": 1}}

    committed(lambda: below.move(other, "first-child"))
    assert engine.search(query(category=top.pk)).total == 0
    assert engine.search(query(category=other.pk)).product_ids == (product.pk,)


def test_an_event_delivered_twice_leaves_one_document(engine, committed):
    product = ProductFactory()

    for _delivery in range(2):
        committed(lambda: publish(ProductsChanged(product_ids=[product.pk])))

    assert engine.search(query()).product_ids == (product.pk,)
    assert list(engine.digests()) == [product.pk]
