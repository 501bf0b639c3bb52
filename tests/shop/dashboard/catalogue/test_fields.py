"""What stands in the editor's fields: every kind of attribute, in both places; nonsense loses nothing."""

import datetime as dt

import pytest
from oscar.core.loading import get_model

from shop.catalogue.models import AttributeOption, Product, ProductAttribute, ProductImage
from tests.crm_core.factories import staff_with
from tests.shop.catalogue.factories import picture, vase
from tests.shop.dashboard.catalogue.editor import EDITING, NEW, address, errors, fill, row_names
from tests.shop.dashboard.catalogue.filling import form_of, vocabulary
from tests.shop.factories import CategoryFactory, PartnerFactory, ProductClassFactory, ProductFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
TYPED = {
    "text": ("stoneware", "stoneware"),
    "integer": ("12", 12),
    "float": ("12.5", 12.5),
    "boolean": ("no", False),
    "date": ("2026-11-30", dt.date(2026, 11, 30)),
}


@pytest.fixture
def staff(client):
    PartnerFactory()
    ProductClassFactory()
    client.force_login(staff_with(*EDITING))
    return client


def attribute(kind, *, group=None, required=False):
    return ProductAttribute.objects.create(
        product_class=ProductClassFactory(),
        code="it",
        name="It",
        type=kind,
        option_group=group,
        required=required,
    )


def value(product):
    return Product.objects.get(pk=product.pk).attr.it


@pytest.mark.parametrize("kind", sorted(TYPED))
def test_attribute_of_each_kind_is_written_and_kept_by_an_untouched_form(staff, kind):
    attribute(kind)
    typed, held = TYPED[kind]
    product = ProductFactory()

    assert fill(staff, address(product), attr_it=typed).status_code == 302
    assert value(product) == held
    assert form_of(staff.get(address(product)))["attr_it"] == [typed]
    assert fill(staff, address(product)).status_code == 302
    assert value(product) == held


def test_several_options_are_written(staff):
    group = get_model("catalogue", "AttributeOptionGroup").objects.create(name="Use")
    ids = [AttributeOption.objects.create(group=group, option=word).pk for word in ("Tea", "Rice", "Soup")]
    attribute("multi_option", group=group)
    product = ProductFactory()

    fill(staff, address(product), attr_it=ids[:2])
    fill(staff, address(product))

    assert [option.option for option in value(product).order_by("pk")] == ["Tea", "Rice"]


@pytest.mark.parametrize("kind", sorted(TYPED))
def test_attribute_of_a_variant_is_written_in_its_row(staff, kind):
    attribute(kind)
    parent, (tide, snow) = vase(("Tide", "28 cm", "98", 3), ("Snow", "42 cm", "120", 5))
    typed, held = TYPED[kind]
    tide.attr.it = held
    tide.attr.save()

    fill(staff, address(parent), **{"v-1-attr_it": typed})

    assert (value(tide), value(snow)) == (held, held)


def test_attribute_that_is_needed_is_named(staff):
    attribute("integer", required=True)
    product = ProductFactory()

    refused = fill(staff, address(product), attr_it="many")
    assert errors(refused) == {"attr_it": ["Enter a whole number."]}
    assert errors(fill(staff, address(product))) == {"attr_it": ["This field is required."]}


def test_errors_name_field_and_row_and_are_counted_by_section(staff):
    parent, _children = vase(("Tide", "28 cm", "98", 3), ("Snow", "42 cm", "120", 5))

    page = fill(staff, address(parent), title_en="", **{"v-1-price": "ninety", "v-1-sku": ""}).context["page"]

    assert [(p.label, p.words) for p in page.problems] == [
        ("Name (English)", "Every product needs a title in English; the others can follow."),
        ("Row 2 (Snow, 42 cm), SKU", "This field is required."),
        ("Row 2 (Snow, 42 cm), Price", "Enter a number."),
    ]
    counts = {bound.section.name: len(bound.problems) for bound in page.all_sections}
    assert {name: count for name, count in counts.items() if count} == {"texts": 1, "variants": 2}


def test_number_of_a_variant_that_goes_is_free_for_another(staff):
    parent, (tide, snow) = vase(("Tide", "28 cm", "98", 3), ("Snow", "42 cm", "120", 5))
    sku = tide.stockrecords.get().partner_sku

    assert fill(staff, address(parent), **{"v-0-DELETE": "on", "v-1-sku": sku}).status_code == 302

    assert [(each.pk, each.stockrecords.get().partner_sku) for each in parent.children.all()] == [
        (snow.pk, sku)
    ]


def test_new_variants_keep_what_somebody_else_changed_meanwhile_from_being_lost(staff):
    """The page that is drawn again with more rows was still drawn from what was loaded at first."""
    parent, _children = vase(("Tide", "28 cm", "98", 3))
    data = form_of(staff.get(address(parent)))
    Product.objects.filter(pk=parent.pk).update(title="Theirs", title_en="Theirs")

    drawn = staff.post(address(parent), data | {"m-new-glaze": "Ash", "title_en": "Mine", "matrix": "1"})
    response = staff.post(address(parent), form_of(drawn) | {"save": "1", "v-1-price": "5"})

    assert (drawn.status_code, errors(drawn), response.status_code) == (200, {}, 409)
    assert Product.objects.get(pk=parent.pk).title_en == "Theirs"


def test_what_was_asked_for_all_variants_stands_there_after_a_refusal(staff):
    ids = vocabulary(glaze=["Tide"])
    asked = {"m-options-glaze": [ids["Tide"]], "m-price": "98", "m-pattern": "V-{glaze}"}

    form = form_of(fill(staff, NEW, title_en="", **asked))

    assert (form["m-options-glaze"], form["m-price"], form["m-pattern"]) == (
        [str(ids["Tide"])],
        ["98"],
        ["V-{glaze}"],
    )


def test_rows_of_a_price_that_is_none_are_refused_without_a_save(staff):
    ids = vocabulary(glaze=["Tide", "Snow"])
    asked = {"title_en": "Vase", "m-options-glaze": list(ids.values()), "m-price": "dear", "matrix": "1"}
    drawn = staff.post(NEW, form_of(staff.get(NEW)) | asked)

    response = staff.post(NEW, form_of(drawn) | {"save": "1"})

    assert row_names(drawn) == ["Tide", "Snow"]
    assert errors(response) == {"v-0-price": ["Enter a number."], "v-1-price": ["Enter a number."]}
    assert not Product.objects.exists()


CARRIED = ["v-0-id", "v-TOTAL_FORMS", "v-INITIAL_FORMS", "p-TOTAL_FORMS", "p-0-ORDER"]
REFUSALS = {400, 404, 409, 422}


@pytest.mark.parametrize("name", CARRIED)
@pytest.mark.parametrize("sent", ["", "9" * 30, "500", "-1", "[]"])
def test_nonsense_in_what_the_page_carries_takes_nothing_away(staff, name, sent):
    parent, children = vase(("Tide", "28 cm", "98", 3), ("Snow", "42 cm", "120", 5))
    shown = picture(parent, size=(10, 10))

    response = fill(staff, address(parent), title_en="Mine", **{name: sent})

    assert response.status_code in REFUSALS | {302}
    assert list(parent.children.order_by("pk")) == children
    assert ProductImage.objects.get() == shown


def test_form_that_says_nothing_of_pictures_is_refused(staff):
    product = ProductFactory()
    picture(product, size=(10, 10))
    form = {name: value for name, value in form_of(staff.get(address(product))).items() if name[:2] != "p-"}

    response = staff.post(address(product), form | {"save": "1"})

    assert (response.status_code, list(errors(response))) == (422, ["pictures"])
    assert product.images.count() == 1


@pytest.mark.parametrize(
    "name", ["categories", "ranges", "order_minimum", "v-0-stock", "v-0-price", "v-0-sku"]
)
@pytest.mark.parametrize("sent", ["9" * 30, "-1", "x" * 500])
def test_nonsense_in_a_field_is_refused(staff, name, sent):
    CategoryFactory(name="Vases")
    product = ProductFactory()

    response = fill(staff, address(product), title_en="Mine", **{name: sent})

    is_number = name == "v-0-sku" and len(sent) < 500
    assert (response.status_code in REFUSALS) is not is_number
    assert (Product.objects.get().title_en == "Mine") is is_number
