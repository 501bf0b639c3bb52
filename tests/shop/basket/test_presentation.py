"""What the basket page and the drawer show of lines, vouchers and the delivery."""

from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from oscar.core.loading import get_model

from shop.basket.discounts import delivery_discount, goods_discounts, priced_lines
from shop.basket.models import Basket
from shop.basket.presentation import basket_summary
from shop.basket.services import apply_offers
from shop.basket.totals import basket_totals, shown_price, shown_unit_price
from shop.partner.buyers import Buyer
from shop.partner.strategy import Strategy
from shop.shipping.repository import Repository
from shop.tax.models import Market
from shop.tax.queries import set_tax_memory, situation
from tests.shop.factories import BasketFactory, ProductClassFactory, ProductFactory
from tests.shop.offer.makers import basket_with, make_offer, make_voucher

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
D = Decimal


def shown(basket):
    again = Basket.objects.get(pk=basket.pk)
    again.strategy = basket.strategy
    apply_offers(again)
    return basket_summary(again)


def net_strategy():
    set_tax_memory(
        markets=[
            Market(audience=Market.Audience.COMPANIES, shows_net=True, keeps_net=False, is_registered=True)
        ]
    )
    try:
        return Strategy(buyer=Buyer(currency="EUR", tax=situation(country="DE", is_company=True)))
    finally:
        set_tax_memory()


@pytest.mark.parametrize(("price", "missing"), [("50.00", "30.00"), ("79.99", "0.01"), ("80.00", "0.00")])
def test_what_is_missing_for_a_free_delivery(price, missing):
    summary = shown(BasketFactory(lines=[ProductFactory(price=price)]))

    assert summary.free_delivery_missing == D(missing)
    assert summary.arrives_on is not None


def test_what_is_not_sent_never_arrives():
    kind = ProductClassFactory(slug="patterns", name="Patterns", track_stock=False, requires_shipping=False)

    summary = shown(BasketFactory(lines=[ProductFactory(product_class=kind, num_in_stock=None)]))

    assert (summary.arrives_on, summary.free_delivery_missing, summary.can_be_ordered) == (None, 0, True)


def test_empty_basket_cannot_be_ordered():
    assert shown(BasketFactory()).can_be_ordered is False


def test_vouchers_say_whether_they_give_something():
    used = make_voucher("ENDED")
    goods, delivery, idle = (
        make_voucher("TEN"),
        make_voucher("FREE", make_offer(kind="Shipping percentage", value=100, offer_type="Voucher")),
        make_voucher("IDLE", make_offer(kind="Shipping percentage", value=50, offer_type="Voucher")),
    )
    basket = BasketFactory(lines=[ProductFactory()])
    basket.vouchers.add(goods, delivery, idle, used)
    type(used).objects.filter(pk=used.pk).update(end_datetime=used.start_datetime)

    found = {row.code: row.is_idle for row in shown(basket).vouchers}

    assert found == {"TEN": False, "FREE": False, "IDLE": True}


def test_price_before_the_discount_stands_where_there_is_one():
    product = ProductFactory(price="10.00")
    before = shown(BasketFactory(lines=[product])).rows[0]
    make_offer()

    after = shown(BasketFactory(lines=[product])).rows[0]

    assert (before.total, before.before_discount) == (D("10.00"), None)
    assert (after.total, after.before_discount) == (D("9.00"), D("10.00"))


def test_line_comes_with_the_picture_of_its_product():
    plain, pictured = ProductFactory(), ProductFactory()
    get_model("catalogue", "ProductImage").objects.create(
        product=pictured, original=ContentFile(b"GIF89a", name="cup.gif")
    )

    first, second = shown(BasketFactory(lines=[plain, pictured])).rows

    assert first.image is None
    assert second.image.name == pictured.images.get().original.name


@pytest.mark.parametrize(
    ("hidden", "stock", "warning"),
    [
        (False, 2, ""),
        (True, 2, "This product is no longer available. Please remove it."),
        (False, 0, "This product is sold out. Please remove it."),
        (False, 1, "Please lower the quantity: only 1 is left."),
    ],
)
def test_line_says_what_stands_between_it_and_an_order(hidden, stock, warning):
    product = ProductFactory()
    basket = BasketFactory(lines=[(product, 2)])
    product.stockrecords.update(num_in_stock=stock)
    type(product).objects.filter(pk=product.pk).update(is_public=not hidden)

    summary = shown(basket)

    assert (summary.rows[0].warning, summary.can_be_ordered) == (warning, not warning)


def test_line_without_a_price_counts_nothing():
    kept, gone = ProductFactory(price="10.00"), ProductFactory(price="7.00")
    basket = BasketFactory(lines=[kept, gone])
    type(gone).objects.filter(pk=gone.pk).update(is_public=False)
    basket = Basket.objects.get(pk=basket.pk)
    basket.strategy = Strategy()
    first, second = basket.all_lines()

    assert priced_lines(basket) == [first]
    assert [shown_price(line) for line in (first, second)] == [D("10.00"), None]
    assert [shown_unit_price(line) for line in (first, second)] == [D("10.00"), None]
    assert [line.line_price_incl_tax for line in (first, second)] == [D("10.00"), None]
    assert [line.line_price_excl_tax for line in (first, second)] == [D("8.40"), None]
    assert basket_totals(basket).total == D("10.00")


def test_net_buyer_sees_net_prices():
    basket = BasketFactory(lines=[(ProductFactory(price="11.90"), 2)])
    basket.strategy = net_strategy()
    make_offer(value=50)
    apply_offers(basket)
    line = basket.all_lines()[0]

    assert (shown_unit_price(line), shown_price(line), shown_price(line, discounted=False)) == (10, 10, 20)


def test_totals_know_a_delivery_once_its_charge_is_known():
    make_offer(name="Free", kind="Shipping percentage", value=50)
    basket = basket_with(ProductFactory(price="10.00"))
    method = Repository().get_default_shipping_method(basket)

    without = basket_totals(basket, method=method)
    with_charge = basket_totals(basket, method=method, charge=method.calculate(basket))

    assert (without.delivery, without.delivery_discounts, without.total) == (None, [], 10)
    assert (with_charge.delivery, with_charge.delivery_discounts) == (6, [("Free", 3)])
    assert (with_charge.total, with_charge.delivery_name) == (13, str(method.name))
    assert basket_totals(basket).delivery_name == ""


def test_discounts_are_named_by_code_or_offer():
    make_offer(name="Autumn", kind="Absolute", value=2, priority=5)
    basket = basket_with(ProductFactory(price="10.00"), vouchers=[make_voucher("TEN")])

    assert [(one.name, one.amount.gross) for one in goods_discounts(basket)] == [
        ("Autumn", D("2.00")),
        ("Voucher TEN", D("1.00")),
    ]
    assert goods_discounts(BasketFactory()) == []


@pytest.mark.parametrize(("value", "off"), [(50, D("3.00")), ("0.001", None)])
def test_delivery_discount_is_the_one_that_is_given(value, off):
    other = make_offer(kind="Shipping absolute", value="0.50", priority=0)
    offer = make_offer(kind="Shipping percentage", value=value, priority=9)
    if off is None:
        type(other).objects.filter(pk=other.pk).update(status="Suspended")
    basket = basket_with(ProductFactory(price="10.00"))
    method = Repository().get_default_shipping_method(basket)

    found = delivery_discount(basket, method)

    assert (found and (found.application["offer"], found.amount.gross)) == (off and (offer, off))


def test_delivery_of_an_offer_that_the_basket_lost_takes_nothing_off():
    make_offer(kind="Shipping percentage", value=50)
    basket = basket_with(ProductFactory(price="10.00"))
    method = Repository().get_default_shipping_method(basket)
    basket.reset_offer_applications()

    assert delivery_discount(basket, method) is None
    assert delivery_discount(BasketFactory(), None) is None


def test_delivery_reckoned_with_an_offer_before_takes_off_none_of_another():
    before = make_offer(kind="Shipping percentage", value=50)
    basket = basket_with(ProductFactory(price="10.00"))
    method = Repository().get_default_shipping_method(basket)
    type(before).objects.filter(pk=before.pk).update(status="Suspended")
    make_offer(kind="Shipping percentage", value=10)
    basket.reset_offer_applications()
    apply_offers(basket)

    assert (len(basket.shipping_discounts), delivery_discount(basket, method)) == (1, None)


def test_nothing_is_missing_where_an_offer_pays_the_delivery():
    make_offer(kind="Shipping percentage", value=100)

    summary = shown(BasketFactory(lines=[ProductFactory(price="10.00")]))

    assert (summary.free_delivery_missing, summary.arrives_on is None) == (0, False)
