from decimal import Decimal

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError

from crm_core.pipeline.errors import DealChangedError, DealError, RequirementsError
from crm_core.pipeline.models import Deal, DealLine
from crm_core.pipeline.orders import win_deal
from crm_core.pipeline.pricing import buyer_of
from crm_core.pipeline.services import (
    NewDeal,
    NewLine,
    add_line,
    change_deal,
    change_line,
    lose_deal,
    move_deal,
    open_deal,
    remove_line,
    reopen_deal,
)
from shop.events.models import Event
from tests.crm_core.factories import CompanyContactFactory, CompanyFactory, CustomerFactory
from tests.crm_core.pipeline.factories import deal, price_reason, stage
from tests.shop.factories import BasketFactory, ParentProductFactory, ProductFactory, UserFactory

pytestmark = pytest.mark.django_db


def told():
    return [
        (event.name, event.payload) for event in Event.objects.filter(name__startswith="Deal").order_by("pk")
    ]


def test_a_deal_is_opened_once_per_source():
    customer = CustomerFactory(owner=UserFactory(is_staff=True))
    first = deal(customer=customer, source="lead:1")
    again = open_deal(NewDeal(customer=customer, title="Another", source="lead:1"))
    assert again == first
    assert list(Deal.objects.values_list("title", "owner", "stage__name", "state", "amount")) == [
        ("Vases for the lobby", customer.owner_id, "Qualified", "open", Decimal("0.00"))
    ]
    assert told() == [("DealOpened", {"deal_id": first.pk, "customer_id": customer.pk})]
    assert [(move.from_stage_id, move.to_stage) for move in first.moves.all()] == [(None, stage("Qualified"))]


def test_products_come_at_the_buyers_price_and_make_the_amount():
    product = ProductFactory(price="12.00")
    held = deal(amount=Decimal(7), lines=[NewLine(product=product, quantity=3, discount=Decimal(10))])
    line = held.lines.get()
    assert (line.title, line.unit_gross, line.total) == (
        product.get_title(),
        Decimal("12.00"),
        Decimal("32.40"),
    )
    assert held.amount == Decimal("32.40")
    product.stockrecords.update(price=Decimal(99))
    change_line(line, quantity=2, discount=Decimal(0), by=None)
    assert Deal.objects.get().amount == Decimal("24.00")  # the price is frozen


def test_a_company_pays_what_its_basket_would_cost():
    user, company, product = UserFactory(), CompanyFactory(), ProductFactory(price="11.99")
    CompanyContactFactory(company=company, user=user, email=user.email)
    firm = deal(
        customer=CustomerFactory(company=company, kind="company"),
        lines=[NewLine(product=product, quantity=7)],
    )
    in_basket = BasketFactory(owner=user, lines=[(product, 7)]).all_lines()[0]
    assert firm.lines.get().total == in_basket.line_price_incl_tax
    assert buyer_of(firm.customer).tax == in_basket.purchase_info.price.situation


@pytest.mark.parametrize("make", [ParentProductFactory, lambda: ProductFactory(is_public=False)])
def test_what_has_no_price_for_them_is_refused(make):
    held = deal()
    with pytest.raises(DealError, match="has no price for this customer"):
        add_line(held, NewLine(product=make()), by=None)
    assert DealLine.objects.count() == 0


def test_more_than_the_tables_hold_is_refused():
    held, product = deal(), ProductFactory(price="99999.00")
    with pytest.raises(DealError, match="more than can be noted"):
        add_line(held, NewLine(product=product, quantity=1_000_000), by=None)
    assert (DealLine.objects.count(), Deal.objects.get().amount) == (0, 0)


def test_a_removed_last_line_leaves_the_amount_to_be_typed():
    held = deal(lines=[NewLine(product=ProductFactory(price="12.00"))])
    remove_line(held.lines.get(), by=None)
    assert change_deal(held, by=None, amount=Decimal(50)) == ["amount"]
    assert Deal.objects.get().amount == Decimal(50)
    with pytest.raises(ValidationError):
        change_deal(held, by=None, probability=101)
    assert Deal.objects.get().probability is None


def test_moves_are_told_with_the_time_before():
    held = deal()
    user = UserFactory(is_staff=True)
    move = move_deal(held, stage("Needs known"), by=user, reason="They called.")
    assert move_deal(held, stage("Needs known"), by=user) is None
    assert (move.from_stage, move.to_stage, move.by, move.reason, move.act) == (
        stage("Qualified"),
        stage("Needs known"),
        user,
        "They called.",
        "",
    )
    assert told()[1:] == [
        (
            "DealMoved",
            {
                "deal_id": held.pk,
                "customer_id": held.customer_id,
                "move_id": move.pk,
                "from_stage_id": stage("Qualified").pk,
                "to_stage_id": stage("Needs known").pk,
                "act": "",
            },
        )
    ]


def test_the_second_of_two_who_drag_is_told_where_the_deal_is():
    seen_by_a, seen_by_b = deal(), Deal.objects.get()
    first = UserFactory(is_staff=True, first_name="Ada", last_name="Falk")
    move_deal(seen_by_a, stage("Needs known"), by=first)
    with pytest.raises(DealChangedError) as refused:
        lose_deal(seen_by_b, price_reason(), by=None)
    assert str(refused.value) == (
        "“Vases for the lobby” was moved meanwhile by Ada Falk and is in “Needs known” now."
    )
    assert list(Deal.objects.values_list("stage__name", "state")) == [("Needs known", "open")]
    assert seen_by_b.state == "open"
    assert [name for name, _payload in told()] == ["DealOpened", "DealMoved"]


def test_a_stage_says_what_is_missing():
    held = deal()
    with pytest.raises(RequirementsError) as refused:
        move_deal(held, stage("Offer made"), by=None)
    assert refused.value.missing == ["Say what it is worth: type an amount or add products."]
    assert Deal.objects.get().stage == stage("Qualified")
    change_deal(held, by=None, amount=Decimal(50))
    move_deal(held, stage("Offer made"), by=None)
    assert Deal.objects.get().stage == stage("Offer made")


def test_a_stage_names_the_roles_that_move_deals_there():
    role = Group.objects.create(name="heads of sales")
    stage("Needs known").roles.add(role)
    held, user = deal(), UserFactory(is_staff=True)
    with pytest.raises(DealError, match=r"Only these roles .*: heads of sales\."):
        move_deal(held, stage("Needs known"), by=user)
    assert Deal.objects.get().stage == stage("Qualified")
    user.groups.add(role)
    move_deal(held, stage("Needs known"), by=user)
    assert Deal.objects.get().stage == stage("Needs known")


def test_a_lost_deal_has_a_reason_and_comes_back_to_its_stage():
    held = deal()
    move_deal(held, stage("Needs known"), by=None)
    lose_deal(held, price_reason(), by=None, note="Half of it elsewhere.")
    now = Deal.objects.get()
    assert (now.state, now.stage, now.loss_reason, now.loss_note) == (
        "lost",
        stage("Lost"),
        price_reason(),
        "Half of it elsewhere.",
    )
    with pytest.raises(DealError, match="closed"):
        win_deal(now)
    reopen_deal(now, by=None)
    now = Deal.objects.get()
    assert (now.state, now.stage, now.loss_reason, now.loss_note, now.closed_at) == (
        "open",
        stage("Needs known"),
        None,
        "",
        None,
    )
    assert [name for name, _payload in told()] == ["DealOpened", "DealMoved", "DealLost", "DealReopened"]


def test_a_deal_moves_within_its_pipeline():
    held = deal()
    with pytest.raises(DealError, match="no stage of this deal's pipeline"):
        move_deal(held, stage("Talked to", "Repeat orders"), by=None)
    with pytest.raises(DealError, match="won or lost"):
        move_deal(held, stage("Won"), by=None)
    assert Deal.objects.get().stage == stage("Qualified")
