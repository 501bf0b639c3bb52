"""Two people with one product: the second saver sees what the first changed and loses nothing."""

import pytest

from shop.catalogue.models import Product
from tests.crm_core.factories import staff_with
from tests.shop.catalogue.factories import vase
from tests.shop.dashboard.catalogue.editor import EDITING, address
from tests.shop.dashboard.catalogue.filling import form_of
from tests.shop.factories import OrderFactory, PartnerFactory

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
    return [(c.label, c.before, c.now, c.is_conflict) for c in response.context["page"].changes]


def test_second_saver_sees_the_change_and_keeps_what_was_typed(two, family):
    first, second = two
    first(title_en="Tall vase")

    response = second(title_en="Great vase", title_zh_hans="大花瓶")

    assert response.status_code == 409
    assert changes(response) == [("Name (English)", "Floor vase", "Tall vase", True)]
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

    assert changes(response) == [("Snow, 42 cm: Price", "120.00", "150.00", False)]
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

    assert changes(response) == [("Snow, 42 cm: In stock", "5", "9", True)]
    assert form_of(response)["v-1-stock"] == ["8"]


def test_variant_removed_meanwhile_is_named(two, family):
    first, second = two
    first(**{"v-0-remove": "on"})

    response = second(**{"v-0-price": "77"})

    assert [label for label, *_rest in changes(response)] == ["Removed variant: SKU"]
    form = form_of(response)
    assert (form["v-0-price"], form["v-0-remove"]) == (["77"], ["on"])
    assert second(form).status_code == 302
    assert family[0].children.count() == 1


def test_same_change_twice_is_no_conflict(two):
    first, second = two
    first(title_en="Tall vase")

    assert second(title_en="Tall vase").status_code == 302


@pytest.mark.parametrize("base", ["", "nonsense", "[]", '{"__class__": "x", "v:1:__dict__": "y"}'])
def test_nonsense_as_a_base_does_no_harm(two, base):
    first, _second = two

    assert first(base=base).status_code in {302, 409}
