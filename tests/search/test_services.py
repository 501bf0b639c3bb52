from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine

from search.documents import documents_of
from search.engines.registry import database_engine
from search.services import reindex
from search.tasks import count_sales
from search.types import Sort
from shop.catalogue.models import Product
from tests.search.documents import counts, query
from tests.search.factories import give, index_all
from tests.shop.factories import CategoryFactory, OrderFactory, ParentProductFactory, ProductFactory

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def engine():
    return database_engine()


def test_variants_inherit_their_parents_properties_and_are_found_by_their_own_numbers(engine):
    parent = ParentProductFactory(title="Vase", upc="VA")
    small = ProductFactory(parent=parent, upc="VA-S", title="", price="40.00")
    large = ProductFactory(parent=parent, upc="VA-L", title="", price="60.00")
    give(parent, "material", "Stoneware")
    give(small, "size", "24 cm")
    give(large, "size", "28 cm")

    index_all()

    assert engine.search(query("va-l")).product_ids == (parent.pk,)
    assert engine.search(query(material=["stoneware"], size=["28-cm"])).product_ids == (parent.pk,)
    assert engine.search(query(size=["24-cm"], price=(6000, None))).total == 0
    assert counts(engine.search(query())) == {"material": {"stoneware": 1}, "size": {"24-cm": 1, "28-cm": 1}}


def test_a_child_stands_for_its_parent_and_hidden_products_are_taken_out(engine):
    parent = ParentProductFactory()
    child = ProductFactory(parent=parent)
    other = ProductFactory()

    reindex([child.pk, other.pk, 999_999], engine=engine)
    assert engine.search(query()).product_ids == (other.pk, parent.pk)

    Product.objects.filter(pk=other.pk).update(is_public=False)
    reindex([other.pk], engine=engine)
    assert engine.search(query()).product_ids == (parent.pk,)


def test_a_hidden_variant_neither_counts_nor_costs(engine):
    parent = ParentProductFactory()
    shown = ProductFactory(parent=parent, price="50.00")
    hidden = ProductFactory(parent=parent, price="10.00", is_public=False)
    give(shown, "glaze", "Tide")
    give(hidden, "glaze", "Ash")

    index_all()
    result = engine.search(query())

    assert counts(result) == {"glaze": {"tide": 1}}
    assert (result.price_bounds.low, result.price_bounds.high) == (5000, 5000)


def test_a_category_lists_what_is_below_it(engine):
    top = CategoryFactory(name="Tableware")
    below = CategoryFactory(name="Bowls", parent=top)
    product = ProductFactory(categories=[below])
    ProductFactory()

    index_all()

    assert engine.search(query(category=top.pk)).product_ids == (product.pk,)
    assert engine.search(query("tableware")).product_ids == (product.pk,)


def test_labels_and_swatches_follow_the_language(engine):
    product = ProductFactory(title_en="Bowl", title_zh_hans="碗")
    give(product, "glaze", "Tide", swatch="#c8b596,#2f6d7c", option_zh_hans="潮汐")
    index_all()

    _colour, facet = engine.search(query()).facets
    chinese = query(buyer=query().buyer.__class__(language="zh-hans", currency="EUR"))
    _colour, translated = engine.search(chinese).facets

    assert [(v.slug, v.label, v.count, v.swatch) for v in facet.values] == [
        ("tide", "Tide", 1, "#c8b596,#2f6d7c")
    ]
    assert [value.label for value in translated.values] == ["潮汐"]
    assert engine.search(query("碗")).product_ids == (product.pk,)


def test_what_was_bought_most_comes_first_from_the_next_day_on(engine):
    with time_machine.travel(DAY, tick=False) as clock:
        first, second = ProductFactory(), ProductFactory()
        index_all()
        OrderFactory(lines=[(first, 2)])

        reindex([first.pk], engine=engine)
        same_day = engine.search(query()).product_ids
        clock.move_to(DAY + timedelta(days=1))
        number = count_sales()

    assert same_day == (second.pk, first.pk)
    assert number == 1
    assert engine.search(query()).product_ids == (first.pk, second.pk)


@pytest.mark.parametrize("asked", [{}, {"sort": Sort.POPULARITY}, {"text": "vase"}])
def test_turning_pages_shows_each_product_once_while_they_are_being_sold(
    engine, django_capture_on_commit_callbacks, asked
):
    products = ProductFactory.create_batch(6, title="Vase", num_in_stock=9)
    index_all()

    seen = []
    for page in (1, 2, 3):
        seen += engine.search(query(page=page, page_size=2, **asked)).product_ids
        with django_capture_on_commit_callbacks(execute=True):
            OrderFactory(lines=[(product, 1) for product in products if product.pk not in seen])

    assert sorted(seen) == [product.pk for product in products]


def test_prices_agree_with_the_shops_one_answer(engine, django_capture_on_commit_callbacks):
    product = ProductFactory(price="19.90")
    index_all()

    assert engine.search(query(price=(1990, 1990))).product_ids == (product.pk,)

    product.stockrecords.update(price=Decimal("25.00"))
    with django_capture_on_commit_callbacks(execute=True):
        reindex([product.pk], engine=engine)
    assert engine.search(query(price=(1990, 1990))).total == 0


def test_indexing_again_what_is_unchanged_writes_only_its_version(engine, django_assert_num_queries):
    product = ProductFactory()
    give(product, "glaze", "Tide")
    documents = documents_of([product.pk])
    engine.index(documents)

    with django_assert_num_queries(4):  # savepoint, lock, version, release
        engine.index(documents)
