import re

import pytest
from bs4 import BeautifulSoup
from oscar.core.loading import get_model
from wagtail.models import ModelLogEntry

from shop.catalogue.models import AttributeOption, Product, ProductAttribute, ProductImage
from shop.partner.models import StockAlert
from tests.crm_core.factories import staff_with
from tests.shop.catalogue.factories import picture, vase
from tests.shop.dashboard.catalogue.editor import EDITING, NEW, address, errors, fill, row_names
from tests.shop.dashboard.catalogue.filling import form_of, vocabulary, weight
from tests.shop.factories import (
    CategoryFactory,
    OrderFactory,
    PartnerFactory,
    ProductClassFactory,
    ProductFactory,
    StaffFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.fixture
def user():
    return staff_with(*EDITING)


@pytest.fixture
def staff(client, user):
    PartnerFactory()
    ProductClassFactory()
    client.force_login(user)
    return client


def test_product_without_variants_is_made(staff):
    vases = CategoryFactory(name="Vases")

    response = fill(
        staff,
        NEW,
        title_en="Moon jar",
        title_zh_hans="月罐",
        code="KC-9",
        is_public="on",
        categories=[vases.pk],
        **{
            "v-0-sku": "KC-9",
            "v-0-upc": "2000000000015",
            "v-0-price": "120",
            "v-0-cost": "30.5",
            "v-0-stock": "4",
        },
    )

    product = Product.objects.get()
    assert (response.status_code, response.url) == (302, address(product))
    assert (product.title_en, product.title_zh_hans, product.slug) == ("Moon jar", "月罐", "moon-jar")
    assert (product.structure, product.is_public, product.code, product.upc) == (
        "standalone",
        True,
        "KC-9",
        "2000000000015",
    )
    assert list(product.categories.all()) == [vases]
    record = product.stockrecords.get()
    assert (str(record.price), str(record.cost), record.num_in_stock, record.partner_sku) == (
        "120.00",
        "30.50",
        4,
        "KC-9",
    )


def test_variants_are_made_in_one_go_and_saved(staff):
    ids = vocabulary(glaze=["Tide", "Snow"], size=["28 cm", "42 cm"])
    weight()
    data = form_of(staff.get(NEW))
    data |= {
        "title_en": "Floor vase",
        "code": "KC-1",
        "m-options-glaze": [ids["Tide"], ids["Snow"]],
        "m-options-size": [ids["28 cm"], ids["42 cm"]],
        "m-price": "98",
        "m-stock": "5",
        "matrix": "1",
    }

    drawn = staff.post(NEW, data)

    assert not Product.objects.exists()
    assert row_names(drawn) == [
        "Tide, 28 cm",
        "Tide, 42 cm",
        "Snow, 28 cm",
        "Snow, 42 cm",
    ]
    form = form_of(drawn) | {"v-1-price": "120", "v-0-attr_weight_g": "1200", "save": "1"}
    staff.post(NEW, form)

    parent = Product.objects.get(structure="parent")
    children = list(parent.children.order_by("pk"))
    assert [child.code for child in children] == ["KC-1-TID-28", "KC-1-TID-42", "KC-1-SNO-28", "KC-1-SNO-42"]
    assert [child.attribute_summary for child in children] == row_names(drawn)
    assert [str(child.stockrecords.get().price) for child in children] == [
        "98.00",
        "120.00",
        "98.00",
        "98.00",
    ]
    assert [child.stockrecords.get().num_in_stock for child in children] == [5, 5, 5, 5]
    assert children[0].attr.weight_g == 1200
    assert not parent.stockrecords.exists()


def test_new_options_are_made_from_words(staff):
    vocabulary(glaze=["Tide"])
    data = form_of(staff.get(NEW)) | {"m-new-glaze": "Ash, 天目", "matrix": "1"}

    drawn = staff.post(NEW, data)

    assert row_names(drawn) == ["Ash", "天目"]
    assert set(AttributeOption.objects.values_list("option", flat=True)) == {"Tide", "Ash", "天目"}


def test_matrix_adds_only_what_is_missing(staff):
    parent, _children = vase(("Tide", "28 cm", "98", 3), ("Snow", "28 cm", "98", 3))
    ids = {option.option: option.pk for option in AttributeOption.objects.all()}
    data = form_of(staff.get(address(parent))) | {
        "m-options-glaze": [ids["Tide"], ids["Snow"]],
        "m-options-size": [ids["28 cm"]],
        "m-new-size": "42 cm",
        "matrix": "1",
    }

    drawn = staff.post(address(parent), data)

    assert row_names(drawn) == [
        "Tide, 28 cm",
        "Snow, 28 cm",
        "Tide, 42 cm",
        "Snow, 42 cm",
    ]


def test_matrix_without_a_choice_says_so_and_keeps_what_was_typed(staff):
    vocabulary(glaze=["Tide"])
    drawn = staff.post(NEW, form_of(staff.get(NEW)) | {"title_en": "Half a vase", "matrix": "1"})

    assert list(errors(drawn)) == ["matrix"]
    assert form_of(drawn)["title_en"] == ["Half a vase"]


def test_product_without_variants_gets_some_and_its_stock_stays_promised(staff):
    ids = vocabulary(glaze=["Tide", "Snow"])
    product = ProductFactory(title="Cup", upc="KC-7", code="KC-7", num_in_stock=5)
    record = product.stockrecords.get()
    OrderFactory(lines=[(product, 2)])
    data = form_of(staff.get(address(product)))
    drawn = staff.post(
        address(product), data | {"m-options-glaze": [ids["Tide"], ids["Snow"]], "matrix": "1"}
    )

    saved = staff.post(address(product), form_of(drawn) | {"save": "1"})

    assert (saved.status_code, errors(saved) if saved.context else {}) == (302, {})
    product.refresh_from_db()
    record.refresh_from_db()
    first = product.children.order_by("pk").first()
    assert (product.structure, record.product, record.num_allocated) == ("parent", first, 2)


def test_untouched_form_changes_nothing(staff):
    parent, children = vase(("Tide", "28 cm", "98", 3), ("Snow", "42 cm", "120.50", 0))
    picture(children[0])
    before = [
        (c.upc, c.attribute_summary, c.stockrecords.get().price) for c in parent.children.order_by("pk")
    ]

    assert fill(staff, address(parent)).status_code == 302

    after = [(c.upc, c.attribute_summary, c.stockrecords.get().price) for c in parent.children.order_by("pk")]
    assert after == before
    assert ProductImage.objects.get().product == children[0]


def test_errors_stand_beside_their_fields_and_nothing_typed_is_lost(staff):
    other = ProductFactory(upc="2000000000015")
    parent, _children = vase(("Tide", "28 cm", "98", 3), ("Snow", "42 cm", "120", 0))

    response = fill(
        staff,
        address(parent),
        title_en="",
        title_zh_hans="花瓶",
        **{
            "v-0-upc": other.upc,
            "v-0-price": "ninety",
            "v-1-upc": "2000000000016",
            "v-1-stock": "-1",
            "v-0-sku": "S",
            "v-1-sku": "S",
        },
    )

    assert response.status_code == 422
    assert set(errors(response)) == {
        "title_en",
        "v-0-upc",
        "v-0-price",
        "v-1-upc",
        "v-1-stock",
        "v-0-sku",
        "v-1-sku",
    }
    form = form_of(response)
    assert (form["title_zh_hans"], form["v-0-price"], form["v-1-stock"]) == (["花瓶"], ["ninety"], ["-1"])
    parent.refresh_from_db()
    assert parent.title_zh_hans is None
    invalid = BeautifulSoup(response.content, "html.parser").select("[aria-invalid]")
    assert {field["name"] for field in invalid} == set(errors(response))


def test_variant_is_removed_unless_orders_wait_for_it(staff):
    parent, (_tide, snow) = vase(("Tide", "28 cm", "98", 3), ("Snow", "42 cm", "120", 5))
    OrderFactory(lines=[(snow, 1)])

    refused = fill(staff, address(parent), **{"v-0-DELETE": "on", "v-1-DELETE": "on"})
    assert refused.status_code == 422
    assert parent.children.count() == 2
    fill(staff, address(parent), **{"v-0-DELETE": "on"})
    assert list(parent.children.all()) == [snow]


def test_variants_address_leads_to_its_product(staff):
    parent, (tide, _snow) = vase(("Tide", "28 cm", "98", 3), ("Snow", "42 cm", "120", 5))

    assert staff.get(address(tide)).url == f"{address(parent)}#variant-{tide.pk}"


def test_rows_of_other_products_are_not_reached(staff):
    parent, _children = vase(("Tide", "28 cm", "98", 3), ("Snow", "42 cm", "120", 5))
    other = ProductFactory(title="Not yours")
    foreign = picture(other)

    fill(
        staff,
        address(parent),
        **{"v-0-id": other.pk, "p-TOTAL_FORMS": "1", "p-0-file": str(foreign.original)},
    )

    other.refresh_from_db()
    assert (other.title, other.parent) == ("Not yours", None)
    assert ProductImage.objects.get() == foreign


def test_properties_places_and_words_are_written(staff):
    ids = vocabulary(material=["Stoneware"])
    ProductAttribute.objects.create(
        product_class=ProductClassFactory(), code="height", name="Height", type="float"
    )
    collection = get_model("offer", "Range").objects.create(name="Tide")
    product = ProductFactory()

    fill(staff, address(product), attr_material=ids["Stoneware"], attr_height="12.5", ranges=[collection.pk])
    product = Product.objects.get(pk=product.pk)
    assert (str(product.attr.material), product.attr.height) == ("Stoneware", 12.5)
    assert collection.contains_product(product)
    fill(staff, address(product), attr_height="", attr_material="", ranges=[])
    product = Product.objects.get(pk=product.pk)
    assert not product.attribute_values.exists()
    assert not product.includes.exists()


def test_log_says_who_changed_it(staff, user):
    product = ProductFactory()

    fill(staff, address(product), title_en="Another name")

    entry = ModelLogEntry.objects.for_instance(product).get()
    assert (entry.user, entry.action) == (user, "wagtail.edit")
    assert str(user) in staff.get(address(product)).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_editor_costs_the_same_for_one_and_three_variants(staff, count, django_assert_max_num_queries):
    sizes = ["28 cm", "42 cm", "52 cm"]
    parent, children = vase(*[("Tide", size, "98", 3) for size in sizes[:count]])
    for child in children:
        picture(child, size=(10, 10))
    staff.get(address(parent))

    with django_assert_max_num_queries(48) as captured:
        staff.get(address(parent))

    QUERIES.add(len(captured))
    assert len(QUERIES) == 1


QUERIES: set[int] = set()


def test_preview_shows_a_draft_to_staff_only(client, staff, user):
    product = ProductFactory(title="Moon jar", is_public=False)
    path = f"{address(product)}preview/"

    text = staff.get(path).content.decode()
    assert "this product is not visible in the shop yet" in text
    assert "Moon jar" in text
    client.logout()
    assert client.get(product.get_absolute_url()).status_code == 404
    assert client.get(path).status_code == 302


def test_who_may_only_look_gets_no_form_to_send(client):
    product = ProductFactory()
    client.force_login(staff_with("catalogue.view_product"))

    page = BeautifulSoup(client.get(address(product)).content, "html.parser")
    assert page.select("[data-product-editor] > fieldset[disabled]")
    assert page.select("[name=save]") == []
    assert client.post(address(product), {"title_en": "Mine"}).status_code == 403
    assert client.get(NEW).status_code == 403


def test_cost_is_kept_from_who_may_not_change_stock(client):
    product = ProductFactory()
    product.stockrecords.update(cost="11.11")
    client.force_login(staff_with("catalogue.view_product", "catalogue.change_product"))

    assert "11.11" not in client.get(address(product)).content.decode()
    fill(client, address(product), title_en="Renamed", **{"v-0-price": "1", "v-0-stock": "1"})
    record = product.stockrecords.get()
    assert (str(record.price), str(record.cost), record.num_in_stock) == ("24.00", "11.11", 10)
    product.refresh_from_db()
    assert product.title == "Renamed"


@pytest.mark.parametrize("page", ["[]", "9" * 30, "-1", "", "\x00"])
def test_lookup_of_products_reads_a_page_that_is_none_as_the_first(client, page):
    client.force_login(StaffFactory())
    product = ProductFactory(title="Tide bowl")

    response = client.get(
        "/cms/shop/catalogue/product-lookup/", {"q": "tide", "page": page, "page_limit": page}
    )

    assert [row["id"] for row in response.json()["results"]] == [product.pk]


def test_low_stock_is_listed_by_state_with_what_there_is_and_what_there_should_be(client):
    client.force_login(StaffFactory(is_superuser=True))
    record = ProductFactory(title="Tide bowl", num_in_stock=2).stockrecords.get()
    for status in (StockAlert.OPEN, StockAlert.CLOSED):
        StockAlert.objects.create(stockrecord=record, threshold=5, status=status)

    def shown(**asked):
        page = client.get("/cms/shop/catalogue/stock-alerts/", asked)
        return [alert.status for alert in page.context["object_list"]], page.content.decode()

    assert shown(status="")[0] == ["Closed", "Open"]
    statuses, html = shown(status="Open")
    assert statuses == ["Open"]
    cells = re.findall(
        r'data-label="(?:Product|Available|Low stock threshold)"[^>]*>(.*?)</td>', html, re.DOTALL
    )
    assert [re.sub(r"<[^>]+>|\s+", " ", cell).strip() for cell in cells] == ["Tide bowl", "2", "5"]
