"""Two people with one page of Oscar's dashboard: what both wrote is there, nothing is overwritten."""

import pytest
from django.apps import apps
from django.urls import reverse
from django.urls.resolvers import URLResolver
from django.views.generic.edit import BaseUpdateView
from oscar.core.loading import get_model

from shop.backoffice.edits.views import MergingView
from shop.catalogue.models import AttributeOptionGroup, Category, Option, ProductAttribute
from tests.crm_core.factories import staff_with
from tests.shop.backoffice.edits_page import fields_of, has_choice
from tests.shop.factories import (
    CategoryFactory,
    CountryFactory,
    PartnerFactory,
    ProductClassFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
Range = get_model("offer", "Range")
CONFLICT = 409


@pytest.fixture
def staff(client):
    user = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(user)
    return client


def category():
    return CategoryFactory(name="Vases"), "catalogue-category-update", "name_en", "name_zh_hans"


def product_class():
    return ProductClassFactory(name="Pots", slug="pots"), "catalogue-class-update", "name", "track_stock"


def option():
    made = Option.objects.create(name="Engraving", code="engraving", type="text")
    return made, "catalogue-option-update", "name", "help_text"


def collection():
    return Range.objects.create(name="Tide"), "range-update", "name_en", "name_zh_hans"


def option_group():
    return (
        AttributeOptionGroup.objects.create(name="Glaze"),
        "catalogue-attribute-option-group-update",
        "name",
        None,
    )


PAGES = [category, option, collection]


def page_of(make):
    made, url_name, first, second = make()
    return made, reverse(f"dashboard:{url_name}", kwargs={"pk": made.pk}), first, second


@pytest.mark.parametrize("make", PAGES, ids=lambda make: make.__name__)
def test_what_one_changed_alone_is_merged(staff, make):
    made, address, first, second = page_of(make)
    mine, theirs = (fields_of(staff.get(address)) for _person in range(2))

    assert staff.post(address, theirs | {second: "THEIRS"}).status_code == 302
    response = staff.post(address, mine | {first: "Mine"})

    assert response.status_code == 302, response.context["form"].errors
    made = type(made).objects.get(pk=made.pk)
    assert (getattr(made, first), getattr(made, second)) == ("Mine", "THEIRS")


@pytest.mark.parametrize("make", [*PAGES, option_group], ids=lambda make: make.__name__)
def test_what_both_changed_is_shown_and_nothing_is_written(staff, make):
    made, address, first, _second = page_of(make)
    mine, theirs = (fields_of(staff.get(address)) for _person in range(2))

    staff.post(address, theirs | {first: "Theirs"})
    response = staff.post(address, mine | {first: "Mine"})

    assert (response.status_code, has_choice(response, first)) == (CONFLICT, True)
    assert getattr(type(made).objects.get(pk=made.pk), first) == "Theirs"
    assert fields_of(response)[first] == ["Mine"]


def test_rows_of_a_product_type_merge_one_by_one(staff):
    made, address, *_rest = page_of(product_class)
    ProductAttribute.objects.create(product_class=made, name="Height", code="height", type="text")
    ProductAttribute.objects.create(product_class=made, name="Width", code="width", type="text")
    mine, theirs = (fields_of(staff.get(address)) for _person in range(2))

    staff.post(address, theirs | {"attributes-0-name_en": "Depth", "attributes-1-required": "on"})
    response = staff.post(address, mine | {"attributes-0-name_en": "Size", "attributes-1-name_en": "Breadth"})

    assert response.status_code == CONFLICT
    assert (has_choice(response, "name_en"), has_choice(response, "required")) == (True, False)
    staff.post(address, fields_of(response) | {"attributes-0-edit_choice-name_en": "theirs"})
    rows = made.attributes.order_by("pk").values_list("name_en", "required")
    assert list(rows) == [("Depth", False), ("Breadth", True)]


def test_supplier_and_address_merge(staff):
    supplier = PartnerFactory(name="Harbour")
    country = CountryFactory()
    address = reverse("dashboard:partner-manage", args=[supplier.pk])
    mine, theirs = (fields_of(staff.get(address)) for _person in range(2))

    line = {"line1": "Quay 1", "line4": "Hamburg", "postcode": "20457", "country": country.pk}
    assert staff.post(address, theirs | line).status_code == 302
    response = staff.post(address, mine | {"name": "Harbour & Co", "line1": "Elsewhere 2"})

    assert (response.status_code, has_choice(response, "line1")) == (CONFLICT, True)
    supplier.refresh_from_db()
    assert (supplier.name, supplier.addresses.get().line1) == ("Harbour", "Quay 1")
    staff.post(address, fields_of(response) | {"edit_choice-line1": "theirs"})
    supplier.refresh_from_db()
    assert (supplier.name, supplier.addresses.get().line1) == ("Harbour & Co", "Quay 1")


def test_category_that_was_moved_stays_where_it_was_put(staff):
    root, made = CategoryFactory(name="Root"), CategoryFactory(name="Vases")
    address = reverse("dashboard:catalogue-category-update", kwargs={"pk": made.pk})
    mine = fields_of(staff.get(address))
    Category.objects.get(pk=made.pk).move(root, "first-child")

    response = staff.post(address, mine | {"name_en": "Jars"})

    assert response.status_code == 302
    made = Category.objects.get(pk=made.pk)
    assert (made.name_en, made.get_parent().pk) == ("Jars", root.pk)


def _views(patterns):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _views(pattern.url_patterns)
        else:
            yield pattern.callback.view_class


def test_every_page_that_edits_an_object_merges(monkeypatch):
    """A page that Oscar adds later is among them: the merge stands before each behind the door."""
    dashboard = apps.get_app_config("dashboard")
    monkeypatch.setattr(dashboard, "behind_the_door", lambda view, _permissions: view)
    found = [view for view in _views(dashboard.get_urls()) if issubclass(view, BaseUpdateView)]

    names = {view.__name__ for view in found}
    assert {"CategoryUpdateView", "ShippingAddressUpdateView", "PartnerManageView"} <= names
    assert [view for view in found if not issubclass(view, MergingView)] == []


def test_stranger_merges_nothing(client):
    made = CategoryFactory(name="Vases")
    client.force_login(staff_with("order.view_order"))

    address = reverse("dashboard:catalogue-category-update", kwargs={"pk": made.pk})

    assert client.post(address, {"name_en": "Mine"}).status_code == 403
    assert Category.objects.get().name_en == "Vases"
