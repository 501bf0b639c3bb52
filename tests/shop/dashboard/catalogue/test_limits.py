import pytest

from shop.catalogue.limits import LIMIT_FIELDS
from tests.shop.dashboard.catalogue.editor import address, errors, fill
from tests.shop.dashboard.catalogue.filling import form_of
from tests.shop.factories import ProductFactory, StaffFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.fixture
def staff(client):
    client.force_login(StaffFactory())
    return client


def test_staff_set_the_rules_of_quantity_on_the_products_page(staff):
    product = ProductFactory(order_minimum=6)

    form = form_of(staff.get(address(product)))
    assert [form[name] for name in LIMIT_FIELDS] == [["6"], [""], [""], [""]]
    fill(staff, address(product), order_minimum="", order_maximum="12", pack_size="4")

    product.refresh_from_db()
    assert [getattr(product, name) for name in LIMIT_FIELDS] == [None, 12, None, 4]


def test_rules_that_nobody_can_follow_are_said_beside_the_field(staff):
    product = ProductFactory()

    response = fill(staff, address(product), order_multiple="6", order_maximum="5")

    assert errors(response) == {
        "order_maximum": ["These limits contradict each other: the smallest possible quantity is 6."]
    }


def test_a_price_that_the_currency_cannot_pay_is_refused_and_not_lost(staff, settings):
    settings.OSCAR_DEFAULT_CURRENCY = "JPY"
    product = ProductFactory(price="500.00")
    record = product.stockrecords.get()
    record.price_currency = "JPY"
    record.save()

    response = fill(staff, address(product), **{"v-0-price": "0.50"})

    assert errors(response) == {"v-0-price": ["Amounts in JPY have no decimals."]}
    assert form_of(response)["v-0-price"] == ["0.50"]
    record.refresh_from_db()
    assert record.price == 500


def test_staff_say_what_the_law_and_the_shop_do_not_take_back(staff):
    product = ProductFactory()

    fill(staff, address(product), withdrawal_exclusion="made_to_order", is_final_sale="on")

    product.refresh_from_db()
    assert (product.withdrawal_exclusion, product.is_final_sale) == ("made_to_order", True)
