"""What an order uses up of offers and vouchers, and what comes back."""

from datetime import timedelta
from decimal import Decimal

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from shop.offer.models import ConditionalOffer
from shop.order.exceptions import DiscountUnavailable
from shop.order.models import Order, OrderDiscount
from shop.order.redemptions import release
from shop.order.services import cancel_order
from shop.payments.expiry import expire_orders
from shop.shipping.repository import Repository
from shop.voucher.models import Voucher
from tests.shop.factories import OrderFactory, ProductFactory, UserFactory
from tests.shop.offer.makers import basket_with, figures, make_offer, make_voucher

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
OFF = Decimal("2.40")


def order_with(*vouchers, user=None, email="ada@example.com", product=None):
    basket = basket_with(product or ProductFactory(), vouchers=vouchers, owner=user, email=email)
    return OrderFactory(basket=basket, user=user, **({} if user else {"guest_email": email}))


def test_order_counts_what_it_took():
    offer = make_offer()

    order = order_with()

    discount = order.discounts.get()
    assert (discount.offer_id, discount.frequency, discount.amount) == (offer.pk, 1, OFF)
    assert figures(offer) == [1, 1, OFF]


def test_used_up_offer_is_told_and_nothing_is_written():
    offer = make_offer(max_global_applications=1)
    product = ProductFactory(num_in_stock=9)
    late = basket_with(product)
    order_with(product=product)

    with pytest.raises(DiscountUnavailable, match="cannot be used any more"):
        OrderFactory(basket=late)

    late.refresh_from_db()
    assert (Order.objects.count(), late.status) == (1, "Open")
    assert figures(offer) == [1, 1, OFF]
    assert product.stockrecords.get().num_allocated == 1


def test_offer_for_each_buyer_counts_guests_by_address():
    make_offer(max_user_applications=1)
    order_with(email="Ada@example.com")

    assert order_with(email="ada@EXAMPLE.com").discounts.count() == 0
    assert order_with(email="bo@example.com").discounts.count() == 1


def test_guest_and_account_of_one_address_are_one_buyer():
    make_offer(max_user_applications=1)
    user = UserFactory(email="ada@example.com")

    order_with(email="ada@example.com")

    assert order_with(user=user).discounts.count() == 0


def test_account_and_guest_of_one_address_are_one_buyer():
    make_offer(max_user_applications=1)
    order_with(user=UserFactory(email="ada@example.com"))

    assert order_with(email="ada@example.com").discounts.count() == 0


@pytest.mark.parametrize("is_guest_first", [True, False])
def test_confirmed_second_address_counts_with_its_account(is_guest_first):
    make_offer(max_user_applications=1)
    user = UserFactory(email="ada@example.com")
    EmailAddress.objects.create(user=user, email="ada@work.example", verified=True)
    buyers = [{"email": "Ada@work.example"}, {"user": user}]

    first, second = buyers if is_guest_first else reversed(buyers)

    assert [order_with(**buyer).discounts.count() for buyer in (first, second)] == [1, 0]


def test_address_that_is_only_claimed_does_not_count_with_the_account():
    make_offer(max_user_applications=1)
    user = UserFactory(email="ada@example.com")
    EmailAddress.objects.create(user=user, email="bo@example.com", verified=False)
    order_with(email="bo@example.com")

    assert order_with(user=user).discounts.count() == 1


def test_buyer_who_used_an_offer_meanwhile_is_told():
    offer = make_offer(max_user_applications=1)
    late = basket_with(ProductFactory(), email="ada@example.com")
    order_with()

    with pytest.raises(DiscountUnavailable):
        OrderFactory(basket=late, guest_email="ada@example.com")

    assert figures(offer) == [1, 1, OFF]


@pytest.mark.parametrize("usage", [Voucher.SINGLE_USE, Voucher.ONCE_PER_CUSTOMER])
def test_second_order_with_a_used_code_is_told(usage):
    voucher = make_voucher(usage=usage)
    late = basket_with(ProductFactory(), vouchers=[voucher], email="ada@example.com")
    order_with(voucher)

    with pytest.raises(DiscountUnavailable, match="Voucher SPRING cannot be used any more"):
        OrderFactory(basket=late, guest_email="ada@example.com")

    assert figures(voucher) == [1, OFF]
    assert voucher.applications.count() == 1


def test_code_once_per_customer_is_there_for_the_next_guest():
    voucher = make_voucher(usage=Voucher.ONCE_PER_CUSTOMER)
    order_with(voucher, email="ada@example.com")

    order_with(voucher, email="bo@example.com")

    assert figures(voucher) == [2, 2 * OFF]


def test_cancelled_order_gives_everything_back_once():
    offer, voucher = make_offer(max_global_applications=1), make_voucher(usage=Voucher.SINGLE_USE)
    order = order_with(voucher)
    used = (figures(offer), figures(voucher))

    cancel_order(order)
    again = (release(order), cancel_order(order).status)

    # The voucher takes its ten per cent off the full price, too.
    assert used == ([1, 1, OFF], [1, OFF])
    assert (figures(offer), figures(voucher)) == ([0, 0, 0], [0, 0])
    assert again == (False, "Cancelled")
    assert ConditionalOffer.active.filter(pk=offer.pk).exists()
    assert order_with(voucher).discounts.count() == 2


def test_expired_order_gives_its_code_back(settings):
    settings.KILN_PAYMENT_EXPIRY_HOURS = {"bank-transfer": 1}
    voucher = make_voucher(usage=Voucher.SINGLE_USE)
    order = order_with(voucher)
    source_type, _ = order.sources.model._meta.get_field("source_type").related_model.objects.get_or_create(
        name="Transfer", code="bank-transfer"
    )
    order.sources.create(source_type=source_type, amount_allocated=order.total_incl_tax)
    Order.objects.update(date_placed=timezone.now() - timedelta(hours=2))

    assert expire_orders() == 1

    assert figures(voucher) == [0, 0]
    assert order_with(voucher).discounts.get().voucher_code == "SPRING"


def test_counters_from_before_stop_at_nothing():
    offer, voucher = make_offer(), make_voucher()
    order = order_with(voucher)
    ConditionalOffer.objects.update(num_applications=0, num_orders=0, total_discount=0)
    Voucher.objects.update(num_orders=0, total_discount=0)

    cancel_order(order)

    assert (figures(offer), figures(voucher)) == ([0, 0, 0], [0, 0])


def test_voucher_that_gave_nothing_is_not_used_up():
    dear = make_offer(offer_type="Voucher")
    condition = dear.condition
    type(condition).objects.filter(pk=condition.pk).update(value=5)
    voucher = make_voucher("SPRING", dear, usage=Voucher.SINGLE_USE)

    order = order_with(voucher)

    assert order.discounts.count() == 0
    assert (figures(voucher), voucher.applications.count()) == ([0, 0], 0)


def test_used_voucher_that_gives_nothing_stops_no_order():
    voucher = make_voucher(usage=Voucher.SINGLE_USE)
    order_with(voucher)

    order = order_with(voucher, email="bo@example.com")

    assert order.discounts.count() == 0
    assert order.basket.vouchers.count() == 0


def test_voucher_put_in_by_another_tab_after_the_sum_was_shown_is_not_used_up():
    voucher = make_voucher(usage=Voucher.SINGLE_USE)
    shown = basket_with(ProductFactory())
    shown.vouchers.add(voucher)

    order = OrderFactory(basket=shown)

    assert order.discounts.count() == 0
    assert (figures(voucher), voucher.applications.count()) == ([0, 0], 0)


def test_two_vouchers_of_one_offer_give_it_once():
    offer = make_offer(kind="Absolute", value=5, offer_type="Voucher")
    first, second = make_voucher("ONE", offer), make_voucher("TWO", offer, usage=Voucher.SINGLE_USE)
    product = ProductFactory(price="50.00")

    order = order_with(first, second, product=product)

    assert list(order.discounts.values_list("voucher_code", "amount")) == [("ONE", Decimal("5.00"))]
    assert (figures(first), figures(second)) == ([1, 5], [0, 0])


def test_discount_keeps_its_net():
    make_offer()

    discount = order_with().discounts.get()

    line = discount.order.lines.get()
    assert discount.amount_excl_tax == (line.line_price_before_discounts_excl_tax - line.line_price_excl_tax)
    assert OrderDiscount.objects.get().amount == OFF


def test_order_touches_no_counter_but_its_own():
    """Of two of a kind, one is used and given back; the other stays as it was."""
    offer, other = make_offer(offer_type="Voucher"), make_offer(offer_type="Voucher")
    voucher, spare = make_voucher("ONE", offer), make_voucher("TWO", other)
    kept, used = order_with(spare), order_with(voucher)

    counted = [figures(row) for row in (offer, voucher, other, spare)]
    cancel_order(used)

    assert counted == [[1, 1, OFF], [1, OFF], [1, 1, OFF], [1, OFF]]
    assert [figures(row) for row in (offer, voucher, other, spare)] == [
        [0, 0, 0],
        [0, 0],
        [1, 1, OFF],
        [1, OFF],
    ]
    assert list(Order.objects.filter(offers_released_at=None)) == [kept]


def test_two_vouchers_get_back_what_each_gave():
    first = make_voucher("ONE", make_offer(kind="Absolute", value=5, offer_type="Voucher"))
    second = make_voucher("TWO", make_offer(kind="Absolute", value=2, offer_type="Voucher"))
    order = order_with(first, second)
    Voucher.objects.update(num_orders=3, total_discount=10)

    cancel_order(order)

    assert (figures(first), figures(second)) == ([2, 5], [2, 8])


def test_discount_whose_offer_is_gone_gives_nothing_back_and_stops_nothing():
    make_offer()
    order = order_with()
    order.discounts.update(offer_id=None)

    assert cancel_order(order).status == "Cancelled"


def test_offer_that_was_suspended_meanwhile_is_told():
    offer = make_offer()
    late = basket_with(ProductFactory())
    ConditionalOffer.objects.update(status="Suspended")

    with pytest.raises(DiscountUnavailable, match=f"{offer.name} cannot be used any more"):
        OrderFactory(basket=late)

    assert (Order.objects.count(), figures(offer)) == (0, [0, 0, 0])


def test_order_with_a_voucher_whose_offer_is_used_up_names_the_code():
    offer = make_offer(offer_type="Voucher", max_global_applications=1)
    voucher = make_voucher("TEN", offer)
    late = basket_with(ProductFactory(), vouchers=[voucher])
    ConditionalOffer.objects.update(num_applications=1)

    with pytest.raises(DiscountUnavailable, match="Voucher TEN cannot be used any more"):
        OrderFactory(basket=late)

    assert figures(voucher) == [0, 0]


def test_vouchers_of_other_baskets_stay_where_they_are():
    voucher = make_voucher()
    other = basket_with(ProductFactory(), vouchers=[voucher])

    order_with()
    used = order_with(voucher)

    assert list(other.vouchers.all()) == list(used.basket.vouchers.all()) == [voucher]


def test_delivery_that_an_offer_paid_is_counted():
    offer = make_offer(kind="Shipping percentage", value=50)
    basket = basket_with(ProductFactory())
    method = Repository().get_default_shipping_method(basket)

    order = OrderFactory(basket=basket, shipping_method=method)

    discount = order.discounts.get()
    assert (discount.category, discount.amount) == ("Shipping", Decimal("3.00"))
    assert figures(offer) == [1, 1, Decimal("3.00")]


def test_each_voucher_is_asked_for_its_own_use():
    used, free = make_voucher("USED", usage=Voucher.SINGLE_USE), make_voucher("FREE")
    late = basket_with(ProductFactory(), vouchers=[used])
    order_with(used)

    assert order_with(free).discounts.get().voucher_code == "FREE"
    with pytest.raises(DiscountUnavailable, match="Voucher USED cannot be used any more"):
        OrderFactory(basket=late)

    assert (figures(used), figures(free), Order.objects.count()) == ([1, OFF], [1, OFF], 2)


def test_voucher_whose_time_is_over_meanwhile_is_told():
    voucher = make_voucher()
    late = basket_with(ProductFactory(), vouchers=[voucher])
    Voucher.objects.update(end_datetime=timezone.now() - timedelta(seconds=1))

    with pytest.raises(DiscountUnavailable, match="Voucher SPRING cannot be used any more"):
        OrderFactory(basket=late)

    assert (figures(voucher), Order.objects.count()) == ([0, 0], 0)


def test_offer_on_a_delivery_that_is_not_chosen_is_not_written_down():
    offer = make_offer(kind="Shipping percentage", value=50)
    basket = basket_with(ProductFactory())

    order = OrderFactory(basket=basket)

    assert [one["offer"] for one in basket.shipping_discounts] == []
    assert (order.discounts.count(), figures(offer)) == (0, [0, 0, 0])
