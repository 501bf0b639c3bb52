"""A query that is written once answers as the one it was written from."""

import pytest
from django.db import connection
from django.db.models import Q
from django.utils import translation

from shop.catalogue.card_rows import card_rows, swatch_rows
from shop.catalogue.models import Category, Product
from shop.partner.models import StockRecord
from shop.partner.queries import FAMILIES, RECORDS, Relative
from shop.prepared import PreparedQuery
from tests.shop.catalogue.factories import picture, vase
from tests.shop.factories import CategoryFactory, ProductFactory

pytestmark = pytest.mark.usefixtures("database")


def _named(keys, others, columns):
    found = Category.objects.rewrite(False).filter(Q(pk__in=keys) | Q(depth__in=others), is_public=True)
    return found.order_by("path").values_list("pk", *columns)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.services)])
def database(request, db):
    """The same on the database of the service tests."""
    if request.param == "postgresql" and connection.vendor != "postgresql":
        pytest.skip("DATABASE_URL names no PostgreSQL")


@pytest.mark.parametrize("count", [0, 1, 3])
def test_it_takes_any_number_of_keys_and_keeps_lists_apart(django_assert_num_queries, count):
    made = [CategoryFactory(name=f"Shelf {number}", is_public=number != 1) for number in range(4)]
    keys, query = [category.pk for category in made[:count]], PreparedQuery(_named)

    for columns in (("slug",), ("name_en", "depth")):
        assert query.rows(keys, [], columns=columns) == list(_named(keys, [], columns))
        assert query.rows(keys, [1], columns=columns) == list(_named(keys, [1], columns))
        assert query.rows([], [9], columns=columns) == []

    with django_assert_num_queries(1):
        query.rows([made[3].pk], [2])
    with django_assert_num_queries(0):
        assert query.rows([], []) == []


def test_it_is_written_once_for_each_number_of_keys():
    written = []

    def build(keys, columns):
        written.append(len(keys))
        return Product.objects.rewrite(False).filter(pk__in=keys).values_list("pk", *columns)

    query = PreparedQuery(build)
    for keys in ([1], [2], [3, 4], [5, 6], [7]):
        query.rows(keys)

    assert written == [1, 2]


def test_families_and_records_are_those_of_the_tables():
    parent, children = vase(("Tide", "28 cm", "148.50", 6), ("Snow", "28 cm", "132", 0))
    alone = ProductFactory()

    relatives = [Relative(*row) for row in FAMILIES.rows([parent.pk], [children[0].parent_id])]
    sql, parameters, _alias = RECORDS.sql([alone.pk, *(child.pk for child in children)])

    family = {product.pk: product for product in (parent, *children)}
    assert {relative.pk for relative in relatives} == set(family)
    for relative in relatives:
        assert relative == Relative(*(getattr(family[relative.pk], name) for name in Relative._fields))
    for record in StockRecord.objects.raw(sql, parameters):
        stored = StockRecord.objects.get(pk=record.pk)
        assert {**record.__dict__, "_state": None} == {**stored.__dict__, "_state": None}


def test_cards_are_read_in_each_language_with_its_fallback():
    parent, (tide, _snow) = vase(("Tide", "28 cm", "148", 6), ("Snow", "28 cm", "132", 4))
    image = picture(tide)
    Product.objects.filter(pk=parent.pk).update(title_zh_hans="落地花瓶", pack_size=6)

    english = card_rows([parent.pk, tide.pk])
    with translation.override("zh-hant"):
        chinese = card_rows([parent.pk, tide.pk])

    assert [row.title for row in english.values()] == ["Floor vase", "Floor vase"]
    assert [row.title for row in chinese.values()] == ["落地花瓶", "落地花瓶"]
    assert {row.picture for row in english.values()} == {image.original.name}
    assert {row.pack_size for row in english.values()} == {6}
    assert english[parent.pk].rules.track_stock is True
    assert list(swatch_rows([parent.pk])[parent.pk]) == ["Snow", "Tide"]
