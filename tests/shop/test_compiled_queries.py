"""A query that is written once answers as the one it was written from."""

from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import F, Q, UUIDField
from django.utils import timezone, translation

from shop.basket.models import Basket
from shop.catalogue.models import Category, Product
from shop.compiled_queries import CompiledQuery, FrozenValueError
from shop.partner.buyers import PUBLIC
from shop.partner.listed import context_number
from shop.partner.models import StockRecord
from shop.partner.queries import FAMILIES, RECORDS, Relative
from shop.storefront.card_rows import card_rows
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
    keys, query = [category.pk for category in made[:count]], CompiledQuery(_named)

    for columns in (("slug",), ("name_en", "depth")):
        assert query.rows(keys, [], columns=columns) == list(_named(keys, [], columns))
        assert query.rows(keys, [1], columns=columns) == list(_named(keys, [1], columns))
        assert query.rows([], [9], columns=columns) == []

    with django_assert_num_queries(1):
        query.rows([made[3].pk], [2])
    with django_assert_num_queries(0):
        assert query.rows([], []) == []


WRITTEN = []


def _noted(keys, columns):
    WRITTEN.append(len(keys))
    return Product.objects.rewrite(False).filter(pk__in=keys).values_list("pk", *columns)


def test_it_is_written_once_for_each_number_of_keys(settings):
    settings.KILN_CHECK_PREPARED_QUERIES = False
    WRITTEN.clear()
    query = CompiledQuery(_noted)
    for keys in ([1], [2], [3, 4], [5, 6], [7]):
        query.rows(keys)

    assert WRITTEN == [1, 1, 2, 2]  # twice each: from these keys and from others


def _until_now(keys, _columns):
    return Product.objects.filter(pk__in=keys, date_created__lt=timezone.now()).values_list("pk")


def _of_today(keys, _columns):
    return Product.objects.filter(pk__in=keys, date_created__date=timezone.localdate()).values_list("pk")


def _after_the_first(keys, _columns):
    return Product.objects.filter(pk__in=keys, pk__gt=min(keys) + 1).values_list("pk")


def _one_by_chance(keys, _columns):
    return Product.objects.filter(pk__in=keys, upc=uuid4().hex).values_list("pk")


def _all_but_the_first(keys, _columns):
    return Product.objects.filter(pk__in=keys[1:]).values_list("pk")


@pytest.mark.parametrize(
    "build", [_until_now, _of_today, _after_the_first, _one_by_chance, _all_but_the_first]
)
def test_what_would_be_frozen_is_refused_at_the_first_use(build, settings):
    settings.KILN_CHECK_PREPARED_QUERIES = False

    with pytest.raises(FrozenValueError, match=build.__name__):
        CompiledQuery(build).rows([3, 5])


def test_variables_from_around_the_function_are_refused():
    owner = 7

    def build(keys, _columns):
        return Product.objects.filter(pk__in=keys, parent=owner)

    with pytest.raises(FrozenValueError, match="build uses variables"):
        CompiledQuery(build)


SHOWN = {"is_public": True}


def _shown(keys, _columns):
    return Product.objects.filter(pk__in=keys, **SHOWN).values_list("pk")


def test_what_changes_elsewhere_is_loud_where_it_is_checked(monkeypatch):
    query = CompiledQuery(_shown)
    query.rows([1])
    monkeypatch.setitem(SHOWN, "is_public", False)

    with pytest.raises(FrozenValueError, match="_shown builds another query now"):
        query.rows([2])


def _titled(keys, _columns):
    return Product.objects.filter(pk__in=keys).order_by("title").values_list("title")


def test_each_language_has_its_own_query():
    product, query = ProductFactory(title="Jar"), CompiledQuery(_titled)
    Product.objects.filter(pk=product.pk).update(title_zh_hans="罐")

    assert "title_en" in query.sql([product.pk])[0]
    with translation.override("zh-hans"):
        assert "title_zh_hans" in query.sql([product.pk])[0]


def test_families_and_records_are_those_of_the_tables():
    parent, children = vase(("Tide", "28 cm", "148.50", 6), ("Snow", "28 cm", "132", 0))
    alone = ProductFactory()

    relatives = [Relative(*row) for row in FAMILIES.rows([parent.pk], [children[0].parent_id])]
    sold = [alone.pk, *(child.pk for child in children)]
    sql, parameters, _alias = RECORDS.sql(sold, [context_number(PUBLIC)])

    family = {product.pk: product for product in (parent, *children)}
    assert {relative.pk for relative in relatives} == set(family)
    for relative in relatives:
        assert relative == Relative(*(getattr(family[relative.pk], name) for name in Relative._fields))
    records = list(StockRecord.objects.raw(sql, parameters))
    assert sorted(record.product_id for record in records) == sorted(sold)
    for record in records:
        stored = StockRecord.objects.get(pk=record.pk)
        # A sale and what lists say are read along; the table's own columns are the same.
        own = {name: record.__dict__[name] for name in stored.__dict__}
        assert {**own, "_state": None} == {**stored.__dict__, "_state": None}


def test_cards_are_read_in_each_language_with_its_fallback():
    parent, (tide, _snow) = vase(("Tide", "28 cm", "148", 6), ("Snow", "28 cm", "132", 4))
    image = picture(tide)
    Product.objects.filter(pk=parent.pk).update(title_zh_hans="落地花瓶", pack_size=6)

    english = card_rows([parent.pk, tide.pk])
    with translation.override("zh-hant"):
        chinese = card_rows([parent.pk, tide.pk])

    assert [row.title for row in english.values()] == ["Floor vase", "Floor vase"]
    assert [row.title for row in chinese.values()] == ["落地花瓶", "落地花瓶"]
    assert [english[pk].picture for pk in (parent.pk, tide.pk)] == [None, image.original.name]
    assert {row.pack_size for row in english.values()} == {6}
    assert english[parent.pk].rules.track_stock is True
    assert list(card_rows([parent.pk])[parent.pk].swatches) == ["Snow", "Tide"]


def _with_parents(keys, _columns):
    found = Product.objects.filter(pk__in=keys).select_related("product_class", "parent__product_class")
    return found.annotate(doubled=F("pk") * 2).order_by("pk")


def test_instances_are_those_of_the_query_with_their_related_ones(django_assert_num_queries):
    parent, alone = vase()[0], ProductFactory(title="Alone")
    keys = [parent.pk, alone.pk, *parent.children.values_list("pk", flat=True)]
    query, plain = CompiledQuery(_with_parents), list(_with_parents(keys, ()))
    query.instances(keys)

    with django_assert_num_queries(1):
        found = query.instances(keys)
        assert [one.parent.product_class for one in found if one.is_child] == [
            parent.product_class for one in found if one.is_child
        ]
    assert found == plain
    assert [vars_of(one) for one in found] == [vars_of(one) for one in plain]
    assert query.instances([]) == []


def vars_of(instance):
    return {name: value for name, value in vars(instance).items() if name not in ("_state", "attr")}


def _of_guests(public_ids, _columns):
    return Basket.objects.filter(public_id__in=public_ids).order_by("pk")


def test_keys_may_be_uuids():
    one, other = Basket.objects.create(), Basket.objects.create()
    query = CompiledQuery(_of_guests, key_field=UUIDField())

    assert query.instances([one.public_id]) == [one]
    assert query.instances([other.public_id, one.public_id]) == [one, other]
    assert query.instances([uuid4()]) == []
