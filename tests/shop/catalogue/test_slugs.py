"""Addresses of categories, products and values of properties, however they are called."""

import contextlib
import importlib

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from oscar.core.loading import get_model

from shop.catalogue.models import (
    AttributeOption,
    AttributeOptionGroup,
    Category,
    Product,
    ProductAttribute,
    ProductClass,
)
from shop.events.models import Event
from tests.shop.factories import CategoryFactory, ProductClassFactory, ProductFactory, StaffFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
FAMILIES = [
    *("C++", "C+", "C", "c", "C#", "°C", "Ｃ", "C.", "Glaze A", "glaze-a", "Glaze  A", "½", "12", "1/2"),
    *("🏺", "🍵", "青瓷"),
]
LIKE = [
    "A&B",
    "AB",
    "a b",
    "É",
    "é",
    "E\u0301",
    "+",
    "-",
    "Ⅳ",
    "iv",
    "ﬁ",
    "fi",
    "①",
    "1",
    "İ",
    "i",
    "ß",
    "ss",
]


def group_of(code, *, name=None):
    group = AttributeOptionGroup.objects.create(name=name or code, code=name or code)
    ProductAttribute.objects.create(
        product_class=ProductClassFactory(slug=name or code, name=name or code),
        code=code,
        name=code,
        type="option",
        option_group=group,
    )
    return group


@pytest.mark.parametrize("name", ["🏺", "青瓷", "+", "\u200d", "ﷺ" * 30, "a" * 255, "中" * 255])
def test_a_category_of_any_name_opens_every_page(client, name):
    category = CategoryFactory(name=name)
    again = CategoryFactory(name=name, parent=category)
    twin = CategoryFactory(name=name)

    assert category.slug
    assert (again.slug, twin.slug == category.slug) == (category.slug, False)
    assert len(twin.slug) <= 255
    client.force_login(StaffFactory())
    pages = [
        "/shop/catalogue/",
        "/sitemap.xml",
        "/sitemap-categories-en.xml",
        "/cms/shop/catalogue/categories/",
    ]
    pages += [category.get_absolute_url(), again.get_absolute_url(), twin.get_absolute_url()]
    answers = {page: client.get(page).status_code for page in pages}
    assert {page: status for page, status in answers.items() if status >= 500} == {}
    assert [answers[page] for page in pages[-3:]] == [200, 200, 200]


@pytest.mark.parametrize("slug", ["", "a/b", "a b", "?", "x" * 256])
def test_a_slug_that_no_address_holds_is_mended(client, slug):
    category, product = CategoryFactory(name="Bowls"), ProductFactory(title="Tide bowl")
    category.slug = product.slug = slug

    category.save()
    product.save()

    assert client.get(category.get_absolute_url()).status_code == 200
    assert client.get(product.get_absolute_url()).status_code == 200


def test_slugs_that_are_there_stay(client):
    category, product = CategoryFactory(name="Bowls"), ProductFactory(title="Tide bowl")
    Category.objects.filter(pk=category.pk).update(slug="碗")
    Product.objects.filter(pk=product.pk).update(slug="潮汐碗")
    Category.add_root(name="碗", slug="碗")

    for row in (Category.objects.get(pk=category.pk), Product.objects.get(pk=product.pk)):
        row.save()

    assert Category.objects.get(pk=category.pk).slug == "碗"
    assert Product.objects.get(pk=product.pk).slug == "潮汐碗"
    assert sorted(Category.objects.values_list("slug", flat=True)) == ["碗", "碗-2"]


@pytest.mark.parametrize("model", [Category, Product])
def test_the_database_holds_no_empty_slug(model):
    row = CategoryFactory() if model is Category else ProductFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.filter(pk=row.pk).update(slug="")


@pytest.mark.parametrize(
    ("label", "field", "values"),
    [
        ("offer.Range", "slug", {}),
        ("offer.ConditionalOffer", "slug", {"offer_type": "Site"}),
        ("catalogue.ProductClass", "slug", {}),
        ("partner.Partner", "code", {}),
        ("catalogue.Option", "code", {}),
    ],
)
def test_models_of_oscar_get_slugs_of_their_own(label, field, values):
    if label == "offer.ConditionalOffer":
        values = {
            **values,
            "condition": get_model("offer", "Condition").objects.create(type="Count", value=1),
            "benefit": get_model("offer", "Benefit").objects.create(type="Percentage", value=1),
        }
    rows = [
        apps.get_model(label).objects.create(name=name, **values) for name in ("🏺", "青瓷", "🏺 ", "青瓷!")
    ]

    assert [getattr(row, field) for row in rows] == ["amphora", "qing-ci", "amphora-2", "qing-ci-2"]


def test_each_value_has_an_address_of_its_own():
    group = group_of("glaze")
    options = [AttributeOption.objects.create(group=group, option=word) for word in (*FAMILIES, *LIKE)]

    slugs = [option.slug for option in options]
    assert len(set(slugs)) == len(slugs)
    assert slugs[:4] == ["c", "c-2", "c-3", "c-4"]
    for option in options:
        option.save()
    assert [option.slug for option in AttributeOption.objects.order_by("pk")] == slugs


def test_one_word_in_two_groups_of_a_property_is_one_address_and_two_words_are_two():
    cups, bowls, other = group_of("glaze", name="cups"), group_of("glaze", name="bowls"), group_of("size")
    made = [
        AttributeOption.objects.create(group=group, option=word).slug
        for group, word in (
            (cups, "Tide"),
            (bowls, "Tide"),
            (cups, "C"),
            (bowls, "c"),
            (bowls, "C"),
            (other, "c"),
        )
    ]

    assert made == ["tide", "tide", "c", "c-2", "c", "c"]


def test_a_property_that_gets_a_group_keeps_words_apart():
    cups, size = group_of("glaze", name="cups"), group_of("size")
    AttributeOption.objects.create(group=cups, option="C")
    other = AttributeOption.objects.create(group=size, option="c")

    attribute = ProductAttribute.objects.get(option_group=size)
    attribute.code = "glaze"
    attribute.save()

    other.refresh_from_db()
    assert other.slug == "c-2"


def test_a_value_that_is_called_otherwise_takes_the_other_word():
    group = group_of("glaze")
    first, second = (AttributeOption.objects.create(group=group, option=word) for word in ("Tide", "Ash"))

    second.option = "tide"
    second.save(update_fields=["option"])

    second.refresh_from_db()
    assert (first.slug, second.slug) == ("tide", "tide-2")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="others cannot overlook a rule")
def test_old_databases_are_mended_and_what_is_unique_stays(django_capture_on_commit_callbacks):
    group = group_of("glaze")
    product = ProductFactory(product_class=ProductClass.objects.get(slug="glaze"))
    words = ["Tide", "C++", "C", "c", "🏺", "Ash", "C-2"]
    options = [AttributeOption.objects.create(group=group, option=word) for word in words]
    product.attr.glaze = options[1]
    product.save()
    AttributeOption.objects.update(slug="")
    broken = CategoryFactory(name="🏺")
    below = CategoryFactory(name="Below", parent=broken)
    with _as_before():
        Category.objects.filter(pk=broken.pk).update(slug="")
        Product.objects.filter(pk=product.pk).update(slug="", title_en="🍵", title="🍵")
        Event.objects.all().delete()

        with transaction.atomic():  # what was told before in the test's own transaction is news again
            importlib.import_module("shop.catalogue.migrations.0042_fill_slugs").fill(apps, None)

    slugs = dict(AttributeOption.objects.values_list("option", "slug"))
    assert slugs == {
        "Tide": "tide",
        "C++": "c-4",
        "C": "c-3",
        "c": "c",
        "🏺": f"option-{options[4].pk}",
        "Ash": "ash",
        "C-2": "c-2",
    }
    options[4].refresh_from_db()
    options[4].save()
    assert options[4].slug == slugs["🏺"]
    assert Category.objects.get(pk=broken.pk).slug == "amphora"
    assert Category.objects.get(pk=below.pk).slug == "below"
    assert Product.objects.get(pk=product.pk).slug == "teacup-without-handle"
    assert [
        event.payload["product_ids"] for event in Event.objects.filter(name__endswith="ProductsChanged")
    ] == [[product.pk]]


@contextlib.contextmanager
def _as_before():
    """A database in which the rules against empty slugs are not there yet."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA ignore_check_constraints = ON")
    yield
    cursor.execute("PRAGMA ignore_check_constraints = OFF")
