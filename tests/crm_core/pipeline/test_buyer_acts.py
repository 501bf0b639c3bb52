from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from crm_core.customers.services import identify
from crm_core.pipeline.acts import BASKET_FILLED, FORM_SENT
from crm_core.pipeline.buyer_acts import buyer_act, order_placed
from crm_core.pipeline.errors import DealError
from crm_core.pipeline.models import BuyerAct, Deal, DealOrder
from crm_core.pipeline.orders import link_order, order_undone, unlink_order, win_deal
from crm_core.pipeline.services import NewLine, change_deal, lose_deal, move_deal
from crm_core.pipeline.subscribers import basket_filled, on_order_cancelled, on_order_placed
from shop.order.events import OrderCancelled, OrderPlaced
from shop.order.models import Order
from shop.order.services import cancel_order
from shop.payments.models import Charge, Refund
from tests.crm_core.factories import CompanyContactFactory, CompanyFactory, CustomerFactory
from tests.crm_core.pipeline.factories import deal, price_reason, stage
from tests.shop.factories import BasketFactory, OrderFactory, ProductFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_the_order_wins_the_only_deal_of_its_account_once():
    user = UserFactory()
    held = deal(customer=identify(user=user), amount=Decimal(500))
    order = OrderFactory(user=user, lines=[(ProductFactory(price="24.00"), 2)])
    for _delivery in range(2):
        on_order_placed(OrderPlaced(order_id=order.pk))
    won = Deal.objects.get()
    assert (won.state, won.stage, won.amount, won.amount_before_order) == (
        "won",
        stage("Won"),
        order.total_incl_tax,
        Decimal(500),
    )
    assert list(DealOrder.objects.values_list("order", "deal", "has_won")) == [(order.pk, held.pk, True)]
    assert [move.act for move in won.moves.all()] == ["order_placed", ""]


def test_a_cancelled_order_reopens_its_deal_where_it_stood():
    user = UserFactory()
    held = deal(customer=identify(user=user), amount=Decimal(500))
    move_deal(held, stage("Needs known"), by=None)
    order = OrderFactory(user=user)
    order_placed(order)
    cancel_order(order)
    for _delivery in range(2):
        on_order_cancelled(OrderCancelled(order_id=order.pk))
    on_order_placed(OrderPlaced(order_id=order.pk))  # delivered again, and late
    back = Deal.objects.get()
    assert (back.state, back.stage, back.amount) == ("open", stage("Needs known"), Decimal(500))
    assert [move.act for move in back.moves.all()] == ["order_cancelled", "order_placed", "", ""]


def test_an_order_cancelled_before_it_is_heard_of_wins_nothing():
    user = UserFactory()
    deal(customer=identify(user=user))
    order = OrderFactory(user=user)
    cancel_order(order)
    on_order_cancelled(OrderCancelled(order_id=order.pk))
    on_order_placed(OrderPlaced(order_id=order.pk))
    assert list(Deal.objects.values_list("state", flat=True)) == ["open"]


def test_of_several_deals_the_products_decide():
    user, vase, bowl = UserFactory(), ProductFactory(), ProductFactory()
    customer = identify(user=user)
    deal(customer=customer, title="Vases", lines=[NewLine(product=vase)])
    bowls = deal(customer=customer, title="Bowls", lines=[NewLine(product=bowl)])
    order_placed(OrderFactory(user=user, lines=[(bowl, 1)]))
    assert list(Deal.objects.filter(state="won")) == [bowls]


@pytest.mark.parametrize("products", [0, 1])
def test_where_it_is_not_certain_no_deal_is_won(products):
    user, vase = UserFactory(), ProductFactory()
    customer = identify(user=user)
    lines = [NewLine(product=vase)] * products
    for title in ("One", "Other"):
        deal(customer=customer, title=title, lines=lines)
    order_placed(OrderFactory(user=user, lines=[(vase, 1)]))
    assert (Deal.objects.filter(state="won").count(), DealOrder.objects.count()) == (0, 0)


def test_an_order_of_other_products_leaves_the_only_deal_open():
    user = UserFactory()
    deal(customer=identify(user=user), lines=[NewLine(product=ProductFactory())])
    order_placed(OrderFactory(user=user, lines=[(ProductFactory(), 1)]))
    assert list(Deal.objects.values_list("state", flat=True)) == ["open"]


def test_a_deal_opened_after_the_order_is_not_won_by_it():
    user = UserFactory()
    order = OrderFactory(user=user)
    deal(customer=identify(user=user))
    order_placed(order)
    assert list(Deal.objects.values_list("state", flat=True)) == ["open"]


def test_whoever_buys_for_the_company_wins_its_deal():
    company = CompanyFactory()
    held = deal(customer=CustomerFactory(company=company, kind="company"))
    user = UserFactory()
    CompanyContactFactory(company=company, user=user, email=user.email)
    order_placed(OrderFactory(user=user))
    assert list(Deal.objects.filter(state="won")) == [held]


def test_an_order_belongs_to_one_deal():
    one, other = deal(title="One"), deal(title="Other")
    order = OrderFactory()
    link_order(one, order, by=None)
    with pytest.raises(DealError, match="belongs to another deal"):
        link_order(other, order, by=None)
    assert list(Deal.objects.order_by("pk").values_list("state", flat=True)) == ["won", "open"]


def test_a_cancelled_order_wins_no_deal_by_hand_either():
    held, order = deal(), OrderFactory()
    cancel_order(order)
    with pytest.raises(DealError, match="The order is cancelled"):
        link_order(held, Order.objects.get(), by=UserFactory(is_staff=True))
    assert (Deal.objects.get().state, DealOrder.objects.count()) == ("open", 0)


def test_an_order_taken_off_a_deal_is_not_linked_again():
    user = UserFactory()
    held = deal(customer=identify(user=user))
    order = OrderFactory(user=user)
    order_placed(order)
    unlink_order(Deal.objects.get(), order, by=user)
    on_order_placed(OrderPlaced(order_id=order.pk))
    assert list(Deal.objects.values_list("state", "stage__name")) == [("open", "Qualified")]
    link_order(Deal.objects.get(), order, by=user)
    assert list(DealOrder.objects.values_list("deal", "has_won")) == [(held.pk, True)]


def test_another_order_of_the_deal_keeps_it_won():
    held = deal()
    first, second = OrderFactory(), OrderFactory()
    win_deal(held, first)
    link_order(held, second, by=None)
    assert Deal.objects.get().amount == first.total_incl_tax + second.total_incl_tax
    cancel_order(first)
    order_undone(first, act="order_cancelled")
    now = Deal.objects.get()
    assert (now.state, now.amount) == ("won", second.total_incl_tax)
    cancel_order(second)
    order_undone(second, act="order_cancelled")
    assert Deal.objects.get().state == "open"


def give_back(order):
    """All of the order's money came and went back, without a provider."""
    fields = {"order": order, "reference": f"m{order.pk}", "currency": order.currency, "state": "succeeded"}
    amount = order.total_incl_tax
    charge = Charge.objects.create(method="m", amount=amount, amount_captured=amount, **fields)
    Refund.objects.create(charge=charge, key=f"m{order.pk}", amount=amount, **fields)


def test_an_order_whose_money_went_back_is_no_part_of_the_amount():
    held = deal()
    first, second = OrderFactory(), OrderFactory()
    win_deal(held, first)
    link_order(held, second, by=None)
    give_back(second)
    order_undone(second, act="order_refunded")
    assert Deal.objects.get().amount == first.total_incl_tax
    third = OrderFactory()
    link_order(Deal.objects.get(), third, by=None)
    give_back(first)
    order_undone(first, act="order_refunded")
    now = Deal.objects.get()
    assert (now.state, now.amount) == ("won", third.total_incl_tax)


def test_an_order_unlinked_from_a_deal_won_by_hand_leaves_what_was_expected():
    held, order = deal(amount=Decimal(500)), OrderFactory()
    win_deal(held)
    link_order(held, order, by=None)
    assert Deal.objects.get().amount == order.total_incl_tax
    unlink_order(held, order, by=None)
    assert Deal.objects.values_list("state", "amount").get() == ("won", Decimal(500))


def test_a_filled_basket_moves_the_deal_on_once():
    user, vase = UserFactory(), ProductFactory()
    held = deal(customer=identify(user=user), lines=[NewLine(product=vase)])
    basket = BasketFactory(owner=user, lines=[(vase, 1)])
    basket_filled(basket.pk)
    assert Deal.objects.get().stage == stage("Negotiation")
    move_deal(Deal.objects.get(), stage("Needs known"), by=user)
    basket_filled(basket.pk)
    assert Deal.objects.get().stage == stage("Needs known")
    assert list(BuyerAct.objects.values_list("deal", "act", "has_moved")) == [
        (held.pk, "basket_filled", True)
    ]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_acts_in_any_order_end_in_the_furthest_stage(order):
    customer, now = CustomerFactory(), timezone.now()
    deal(customer=customer, amount=Decimal(5))
    acts = [
        (FORM_SENT, "form:1", now + timedelta(minutes=1)),
        (BASKET_FILLED, "basket:1", now + timedelta(minutes=2)),
    ]
    for number in order:
        act, source, at = acts[number]
        buyer_act(customer, act, source=source, occurred_at=at)
    assert Deal.objects.get().stage == stage("Negotiation")


def test_what_staff_decided_since_stands():
    customer = CustomerFactory()
    held = deal(customer=customer, amount=Decimal(5), opened_at=timezone.now() - timedelta(days=1))
    move_deal(held, stage("Needs known"), by=UserFactory(is_staff=True))
    an_hour_ago = timezone.now() - timedelta(hours=1)
    buyer_act(customer, BASKET_FILLED, source="basket:1", occurred_at=an_hour_ago)
    assert Deal.objects.get().stage == stage("Needs known")


def test_an_act_does_not_push_a_deal_where_something_is_missing():
    customer = CustomerFactory()
    held = deal(customer=customer)
    buyer_act(customer, BASKET_FILLED, source="basket:1", occurred_at=timezone.now())
    assert Deal.objects.get().stage == stage("Qualified")
    change_deal(held, by=None, amount=Decimal(5))
    buyer_act(customer, BASKET_FILLED, source="basket:2", occurred_at=timezone.now())
    assert Deal.objects.get().stage == stage("Negotiation")


def test_a_lost_deal_stays_lost_when_they_order():
    user = UserFactory()
    lose_deal(deal(customer=identify(user=user)), price_reason(), by=None)
    order_placed(OrderFactory(user=user))
    assert list(Deal.objects.values_list("state", flat=True)) == ["lost"]
