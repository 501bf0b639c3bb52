"""What a promotion brought, and what the holdout says of it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from shop.basket.merging import merge_baskets
from shop.basket.models import Basket
from shop.basket.services import apply_offers
from shop.checkout.guest_orders import claim_orders
from shop.offer.holdout import buyer_key, is_drawn
from shop.offer.models import ConditionalOffer
from shop.offer.verdicts import Reason
from shop.order.models import Order, OrderDiscount
from shop.partner.strategy import Strategy
from shop.promotions.holdout_report import holdout_report
from shop.promotions.results import results_of
from shop.user.models import User
from tests.shop.factories import BasketFactory, OrderFactory, ProductFactory, UserFactory
from tests.shop.offer.makers import make_offer

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def order_with(offer, *, user=None, price="24.00", cost=None, **fields):
    product = ProductFactory(price=price)
    if cost is not None:
        product.stockrecords.update(cost=cost)
    order = OrderFactory(user=user, lines=[(product, 1)])
    Order.objects.filter(pk=order.pk).update(**fields)
    OrderDiscount.objects.get_or_create(
        order=order,
        offer_id=offer.pk,
        defaults={"amount": Decimal("2.40"), "amount_excl_tax": Decimal("2.00")},
    )
    return order


def test_results_add_up_without_cancelled_orders():
    offer, user = make_offer(offer_type="Voucher"), UserFactory()
    first = order_with(offer, user=user, cost="5.00")
    order_with(offer, user=user)
    order_with(offer, status="Cancelled")
    order_with(make_offer(offer_type="Voucher"))

    found = results_of(offer)

    lines = sum(
        line.line_price_excl_tax
        for order in Order.objects.exclude(status="Cancelled")
        for line in order.lines.all()
        if order.discounts.filter(offer_id=offer.pk).exists()
    )
    own = first.lines.get().line_price_excl_tax
    assert (found.orders, found.revenue, found.discount) == (2, lines, Decimal("4.00"))
    assert (found.margin, found.margin_revenue) == (own - 5, own)
    assert (found.new_customers, found.average) == (1, lines / 2)


def test_nothing_sold_is_nothing():
    found = results_of(make_offer())
    assert (
        found.orders,
        found.revenue,
        found.discount,
        found.margin,
        found.average,
        found.new_customers,
    ) == (0, 0, 0, 0, 0, 0)


def test_a_buyer_is_always_drawn_alike_and_a_larger_share_holds_the_smaller():
    keys = [buyer_key(user_id=number) for number in range(4_000)]
    ten, twenty = ([is_drawn(7, key, share) for key in keys] for share in (10, 20))
    assert ten == [is_drawn(7, key, 10) for key in keys]
    assert 320 < sum(ten) < 480
    assert all(more for less, more in zip(ten, twenty, strict=True) if less)
    assert not any(is_drawn(7, key, 0) for key in keys)
    assert not is_drawn(7, "", 50)
    assert ten != [is_drawn(8, key, 10) for key in keys]


def test_report_compares_all_who_were_drawn():
    offer = make_offer(holdout_percent=50)
    users = UserFactory.create_batch(40)
    bought = []
    for number, user in enumerate(users):
        basket = BasketFactory(owner=user, lines=[(ProductFactory(), 1)])
        if number % 2:
            order = OrderFactory(user=user, basket=basket)
            Order.objects.filter(pk=order.pk).update(total_excl_tax=Decimal(100))
            bought.append(user.pk)
    BasketFactory(lines=[])  # nobody put anything in

    report = holdout_report(offer, since=timezone.now() - HOUR)

    held = [user.pk for user in users if is_drawn(offer.pk, buyer_key(user_id=user.pk), 50)]
    free = [user.pk for user in users if user.pk not in held]
    assert (report.held.buyers, report.treated.buyers) == (len(held), len(free))
    assert report.held.ordered == len(set(held) & set(bought))
    mean = 100 * len(set(free) & set(bought)) / len(free)
    assert report.treated.mean == pytest.approx(mean)
    money = report.money
    assert money.low < money.value < money.high
    assert money.value == pytest.approx(report.treated.mean - report.held.mean)
    assert not report.is_enough


def test_no_holdout_no_report():
    assert holdout_report(make_offer(), since=timezone.now()) is None
    coded = make_offer(offer_type=ConditionalOffer.VOUCHER, holdout_percent=10)
    assert holdout_report(coded, since=timezone.now()) is None


def test_merged_baskets_count_with_the_one_they_went_into():
    offer = make_offer(holdout_percent=50)
    basket = BasketFactory(lines=[(ProductFactory(), 1)])
    Basket.objects.filter(pk=basket.pk).update(status=Basket.MERGED)
    report = holdout_report(offer, since=timezone.now() - HOUR)
    assert report.held.buyers + report.treated.buyers == 0


def test_guest_who_logs_in_stays_on_their_side_and_counts_once():
    offer = make_offer(holdout_percent=50)
    since = timezone.now() - HOUR
    for _each in range(8):
        guest = BasketFactory(lines=[(ProductFactory(), 1)])
        before = is_drawn(offer.pk, buyer_key(user_id=None, basket_id=guest.public_id), 50)
        user = UserFactory()
        basket, _pieces = merge_baskets(user, guest)
        basket.strategy = Strategy(user=user)
        apply_offers(basket, user=user)
        verdict = next(each for each in basket.verdicts if each.offer.pk == offer.pk)
        assert (verdict.reason_code == Reason.HELD_OUT) == before
        BasketFactory(owner=user, lines=[(ProductFactory(), 1)])

    report = holdout_report(offer, since=since)
    assert report.held.buyers + report.treated.buyers == 8


def test_guest_order_claimed_by_a_new_account_counts_once():
    offer = make_offer(holdout_percent=50)
    order = OrderFactory(guest_email="mei@example.com")
    user = UserFactory(email="mei@example.com")
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True})
    assert claim_orders(user) == 1
    user.refresh_from_db()
    assert user.drawn_as == order.basket.public_id
    BasketFactory(owner=user, lines=[(ProductFactory(), 1)])
    report = holdout_report(offer, since=timezone.now() - HOUR)
    assert report.held.buyers + report.treated.buyers == 1


def test_account_that_was_drawn_keeps_its_side():
    user = UserFactory()
    BasketFactory(owner=user, lines=[(ProductFactory(), 1)])
    merge_baskets(user, BasketFactory(lines=[(ProductFactory(), 1)]))
    assert User.objects.get(pk=user.pk).drawn_as is None
    empty = UserFactory()
    merge_baskets(empty, BasketFactory(lines=[]))
    assert empty.drawn_as is None
