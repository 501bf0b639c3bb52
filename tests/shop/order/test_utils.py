from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError
from django.utils import translation

from shop.basket.models import Basket
from shop.events.models import Event
from shop.order.exceptions import AlreadyOrdered, QuantityNotAllowed
from shop.order.models import Order
from shop.order.numbers import is_well_formed
from shop.order.utils import OrderCreator
from shop.partner.exceptions import OutOfStock
from tests.shop.factories import BasketFactory, OrderFactory, ProductFactory, UserFactory
from tests.shop.offer.makers import make_offer, make_voucher

pytestmark = pytest.mark.django_db


def allocated(product):
    return product.stockrecords.get().num_allocated or 0


def test_order_is_published_with_its_basket_claimed_and_stock_taken():
    product = ProductFactory()

    order = OrderFactory(lines=[(product, 2)])

    assert is_well_formed(order.number)
    assert Basket.objects.get(pk=order.basket_id).status == Basket.SUBMITTED
    assert allocated(product) == 2
    published = Event.objects.get(name="OrderPlaced")
    assert published.payload == {"order_id": order.pk}


def test_order_remembers_the_readers_language():
    with translation.override("zh-hans"):
        order = OrderFactory()

    assert order.language == "zh-hans"


def test_basket_becomes_one_order_only():
    product = ProductFactory()
    basket = BasketFactory(lines=[product])
    order = OrderFactory(basket=basket)
    again = Basket.objects.get(pk=basket.pk)
    again.strategy = basket.strategy

    with pytest.raises(AlreadyOrdered) as refusal:
        OrderFactory(basket=again)

    assert refusal.value.order == order
    assert Order.objects.count() == Event.objects.filter(name="OrderPlaced").count() == 1
    assert allocated(product) == 1


def test_database_refuses_a_second_order_of_a_basket():
    order = OrderFactory()
    copy = Order.objects.get(pk=order.pk)
    copy.pk, copy.number = None, "K26-OTHER"

    with pytest.raises(IntegrityError):
        copy.save()


def test_sold_out_order_leaves_nothing_behind():
    product, other = ProductFactory(num_in_stock=1), ProductFactory()
    basket = BasketFactory(lines=[other, product])
    OrderFactory(lines=[product])

    with pytest.raises(OutOfStock) as refusal:
        OrderFactory(basket=basket)

    assert refusal.value.left == 0
    assert basket.status == Basket.OPEN
    assert Basket.objects.get(pk=basket.pk).status == Basket.OPEN
    assert Order.objects.count() == Event.objects.filter(name="OrderPlaced").count() == 1
    assert (allocated(product), allocated(other)) == (1, 0)


def test_number_drawn_twice_is_drawn_anew():
    first = OrderFactory(number="K26-222222222")

    second = OrderFactory(number="K26-222222222")

    assert first.number != second.number
    assert is_well_formed(second.number)


def test_sums_of_the_order_are_the_sums_of_its_parts():
    order = OrderFactory(lines=[(ProductFactory(price="19.99"), 3), (ProductFactory(price="0.05"), 7)])

    lines = list(order.lines.all())
    assert order.total_incl_tax == sum(line.line_price_incl_tax for line in lines) + order.shipping_incl_tax
    assert order.total_excl_tax == sum(line.line_price_excl_tax for line in lines) + order.shipping_excl_tax
    assert [line.line_price_excl_tax for line in lines] == [
        line.line_price_incl_tax - round(line.line_price_incl_tax * 19 / 119, 2) for line in lines
    ]


def test_order_that_breaks_a_rule_made_meanwhile_leaves_nothing_behind():
    cup = ProductFactory(title="Cup")
    basket = BasketFactory(lines=[(cup, 3)])
    basket.all_lines()  # loaded before the rule was made
    type(cup).objects.filter(pk=cup.pk).update(order_multiple=2)

    with pytest.raises(QuantityNotAllowed, match="sold in multiples of 2: take 2 or 4"):
        OrderFactory(basket=basket)

    assert not Order.objects.exists()
    assert Basket.objects.get(pk=basket.pk).status == "Open"
    assert allocated(cup) == 0


def test_who_comes_late_is_told_of_the_order_of_this_basket():
    product = ProductFactory(num_in_stock=9)
    first, second = (BasketFactory(lines=[product]) for _basket in range(2))
    OrderFactory(basket=second)
    order = OrderFactory(basket=first)
    OrderFactory(lines=[product])
    again = Basket.objects.get(pk=first.pk)
    again.strategy = first.strategy

    with pytest.raises(AlreadyOrdered) as late:
        OrderFactory(basket=again)

    assert late.value.order == order


def test_only_the_basket_that_is_ordered_is_claimed():
    other = BasketFactory(lines=[ProductFactory()])

    OrderFactory()

    assert Basket.objects.get(pk=other.pk).status == Basket.OPEN


@pytest.mark.parametrize(("price", "status"), [("0.00", "Paid"), ("0.01", "Pending payment")])
def test_only_an_order_that_costs_nothing_is_paid_at_once(price, status):
    OrderFactory(lines=[ProductFactory(price=price)])

    published = Event.objects.filter(name="OrderPaid").count()
    assert (Order.objects.get().status, published) == (status, int(status == "Paid"))


def test_error_of_another_kind_is_not_tried_again():
    """A number that is taken is no reason to swallow what else went wrong."""
    taken = OrderFactory(number="K26-222222222")
    basket = BasketFactory(lines=[ProductFactory()])
    creator = OrderCreator()

    found = [
        creator.is_number_taken(number, of, error)
        for number, of, error in (
            (taken.number, basket, ValueError()),
            (taken.number, basket, IntegrityError()),
            (taken.number, basket, RuntimeError()),
            (taken.number, taken.basket, IntegrityError()),
            ("K26-333333333", basket, ValueError()),
        )
    ]

    assert found == [True, True, False, False, False]


@pytest.mark.parametrize(
    ("affects", "category"), [("basket", "Basket"), ("shipping", "Shipping"), ("post_order", "Deferred")]
)
@pytest.mark.parametrize("has_voucher", [True, False])
def test_discount_is_written_down_with_what_it_was_for(affects, category, has_voucher):
    order, offer = OrderFactory(), make_offer(name="Autumn")
    voucher = make_voucher("TEN", offer) if has_voucher else None
    kinds = {f"affects_{kind}": kind == affects for kind in ("basket", "shipping", "post_order")}

    OrderCreator().create_discount_model(
        order,
        {
            "offer": offer,
            "name": "Autumn",
            "voucher": voucher,
            "result": SimpleNamespace(**kinds),
            "freq": 2,
            "gross": 5,
            "net": 4,
            "message": None,
        },
    )

    found = order.discounts.get()
    assert (found.category, found.offer_id, found.frequency, found.amount, found.amount_excl_tax) == (
        category,
        offer.pk,
        2,
        5,
        4,
    )
    assert (found.voucher_id, found.voucher_code) == ((voucher.pk, "TEN") if voucher else (None, ""))


@pytest.mark.parametrize("kind", ["account", "guest", "nobody"])
def test_use_of_a_voucher_names_the_account_if_there_is_one(kind):
    order, voucher, account = OrderFactory(), make_voucher(), UserFactory()
    user = {"account": account, "guest": AnonymousUser(), "nobody": None}[kind]

    OrderCreator().record_voucher_usage(order, voucher, user)

    used = voucher.applications.get()
    assert (used.order, used.user) == (order, account if kind == "account" else None)
