"""Two people with one product: the second saver sees what the first changed and loses nothing."""

import pytest
from bs4 import BeautifulSoup

from shop.catalogue.models import Product, ProductImage
from tests.crm_core.factories import staff_with
from tests.shop.catalogue.factories import give, picture, vase
from tests.shop.dashboard.catalogue.editor import EDITING, address
from tests.shop.dashboard.catalogue.filling import form_of
from tests.shop.factories import OrderFactory, PartnerFactory, ProductFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.fixture
def family():
    return vase(("Tide", "28 cm", "98", 3), ("Snow", "42 cm", "120", 5))


@pytest.fixture
def two(client, family):
    """The form as both have it open, and how each of them sends it."""
    PartnerFactory()
    client.force_login(staff_with(*EDITING))
    form = form_of(client.get(address(family[0])))
    ana, tom = staff_with(*EDITING), staff_with(*EDITING)

    def sender(user):
        def send(data=None, **changes):
            client.force_login(user)
            return client.post(address(family[0]), {**(data or form), "save": "1", **changes})

        return send

    return sender(ana), sender(tom)


def changes(response):
    return [(c.label, c.theirs, c.yours, c.is_conflict) for c in response.context["page"].changes]


def test_second_saver_sees_the_change_and_keeps_what_was_typed(two, family):
    first, second = two
    first(title_en="Tall vase")

    response = second(title_en="Great vase", title_zh_hans="大花瓶")

    assert response.status_code == 409
    assert changes(response) == [("Name (English)", "Tall vase", "Great vase", True)]
    form = form_of(response)
    assert (form["title_en"], form["title_zh_hans"]) == (["Great vase"], ["大花瓶"])
    family[0].refresh_from_db()
    assert (family[0].title_en, family[0].title_zh_hans) == ("Tall vase", None)
    assert second(form).status_code == 302
    family[0].refresh_from_db()
    assert (family[0].title_en, family[0].title_zh_hans) == ("Great vase", "大花瓶")


def test_what_only_the_other_changed_is_taken_over(two, family):
    first, second = two
    first(**{"v-1-price": "150"})

    response = second(title_en="Great vase")

    assert changes(response) == [("Snow, 42 cm: Price", "150.00", "120.00", False)]
    assert second(form_of(response)).status_code == 302
    snow = family[1][1].stockrecords.get()
    assert (Product.objects.get(pk=family[0].pk).title_en, str(snow.price)) == ("Great vase", "150.00")


def test_pieces_sold_meanwhile_stay_sold(two, family):
    _first, second = two
    snow = family[1][1]
    record = snow.stockrecords.get()
    record.num_in_stock = 4
    record.save()
    OrderFactory(lines=[(snow, 1)])

    assert second(title_en="Great vase").status_code == 302

    record.refresh_from_db()
    assert (record.num_in_stock, record.num_allocated) == (4, 1)


def test_stock_that_both_counted_is_asked_about(two, family):
    first, second = two
    first(**{"v-1-stock": "9"})

    response = second(**{"v-1-stock": "8"})

    assert changes(response) == [("Snow, 42 cm: In stock", "9", "8", True)]
    assert form_of(response)["v-1-stock"] == ["8"]


def test_variant_removed_meanwhile_is_named(two, family):
    first, second = two
    first(**{"v-0-DELETE": "on"})

    response = second(**{"v-0-price": "77"})

    assert response.status_code == 409
    (problem,) = response.context["page"].problems
    assert (problem.label, problem.words) == (
        "Row 1 (Tide, 28 cm)",
        "Somebody else removed this row meanwhile. Delete it here, or write it in a new row.",
    )
    form = form_of(response)
    assert (form["v-0-price"], form["v-0-DELETE"]) == (["77"], ["on"])
    assert second(form).status_code == 302
    assert family[0].children.count() == 1


def test_same_change_twice_is_no_conflict(two):
    first, second = two
    first(title_en="Tall vase")

    assert second(title_en="Tall vase").status_code == 302


@pytest.mark.parametrize("name", ["edit_base", "v-0-edit_base"])
@pytest.mark.parametrize("base", ["", "nonsense", "[]", '{"__class__": "x", "v:1:__dict__": "y"}'])
def test_nonsense_as_a_base_does_no_harm(two, base, name):
    first, _second = two

    assert first(**{name: base}).status_code == 302


@pytest.mark.parametrize("base", ["", "nonsense"])
def test_what_was_not_signed_for_this_product_overwrites_nothing(two, family, base):
    first, _second = two

    response = first(edit_base=base, title_en="Great vase", **{"v-0-edit_base": base, "v-0-price": "77"})

    assert response.status_code == 409
    assert changes(response) == [
        ("Name (English)", "Floor vase", "Great vase", True),
        ("Tide, 28 cm: Price", "98.00", "77", True),
    ]
    assert (Product.objects.get(pk=family[0].pk).title_en, str(family[1][0].stockrecords.get().price)) == (
        "Floor vase",
        "98.00",
    )


@pytest.mark.parametrize(("chosen", "title"), [("theirs", "Tall vase"), ("yours", "Great vase")])
def test_next_save_writes_what_was_chosen(two, family, chosen, title):
    first, second = two
    first(title_en="Tall vase", **{"v-1-price": "150"})
    asked = second(title_en="Great vase", **{"v-1-price": "160"})
    page = BeautifulSoup(asked.content, "html.parser")
    words = [label.text.strip() for label in page.select(".edit-conflict label")]

    assert words == ["Theirs: Tall vase", "Yours: Great vase", "Theirs: 150.00", "Yours: 160"]
    choice = {"edit_choice-title_en": chosen, "v-1-edit_choice-price": "theirs"}
    assert second(form_of(asked) | choice).status_code == 302
    assert Product.objects.get(pk=family[0].pk).title_en == title
    assert str(family[1][1].stockrecords.get().price) == "150.00"


def test_pictures_that_both_changed_are_asked_about(client, family):
    user = staff_with(*EDITING)
    client.force_login(user)
    image = picture(family[0], size=(10, 10), caption="")
    form = form_of(client.get(address(family[0])))
    ProductImage.objects.update(caption="Theirs")

    asked = client.post(address(family[0]), form | {"save": "1", "p-0-caption": "Yours"})

    assert (asked.status_code, changes(asked)) == (409, [("Images", "1", "1", True)])
    assert form_of(asked)["p-0-caption"] == ["Yours"]
    image.refresh_from_db()
    assert image.caption == "Theirs"
    taken = client.post(address(family[0]), form_of(asked) | {"save": "1", "edit_choice-pictures": "theirs"})
    image.refresh_from_db()
    assert (taken.status_code, image.caption) == (302, "Theirs")


def test_pictures_that_only_the_other_changed_are_taken_over(client, family):
    client.force_login(staff_with(*EDITING))
    form = form_of(client.get(address(family[0])))
    picture(family[0], size=(10, 10), caption="Theirs")

    told = client.post(address(family[0]), form | {"save": "1", "title_en": "Great vase"})

    assert (told.status_code, changes(told)) == (409, [("Images", "1", "0", False)])
    assert client.post(address(family[0]), form_of(told) | {"save": "1"}).status_code == 302
    assert ProductImage.objects.get().caption == "Theirs"


def test_variant_that_somebody_added_stays(two, family):
    _first, second = two
    child = ProductFactory(parent=family[0], title="", price="50", num_in_stock=1)
    give(child, "glaze", "Ash")
    give(child, "size", "28 cm")

    assert second(title_en="Great vase").status_code == 302
    assert sorted(family[0].children.values_list("pk", flat=True)) == sorted(
        [child.pk, *(each.pk for each in family[1])]
    )


def test_variant_that_somebody_added_is_not_made_twice(two, family):
    """Two people make the same combination: the second is told, and nothing is written."""
    _first, second = two
    child = ProductFactory(parent=family[0], title="", price="50", num_in_stock=1)
    tide, size = give(child, "glaze", "Tide").value_option_id, give(child, "size", "42 cm").value_option_id
    row = {
        "v-TOTAL_FORMS": "3",
        "v-2-sku": "NEW",
        "v-2-is_public": "on",
        "v-2-choice_glaze": str(tide),
        "v-2-choice_size": str(size),
    }

    response = second(**row)

    assert response.status_code == 422
    assert [(p.label, p.words) for p in response.context["page"].problems] == [
        ("Row 3 (Tide, 42 cm), SKU", "Two variants have the same options.")
    ]
    assert family[0].children.count() == 3
