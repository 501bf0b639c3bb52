"""Staff orders that are picked up, delivered on a chosen day, paid by gift card or store credit."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from crm_core.order_entry.calculation import calculate
from crm_core.order_entry.covering import add_card, drop_card
from crm_core.order_entry.drafts import keep_answers, open_draft_of
from crm_core.order_entry.models import OrderDraft
from crm_core.order_entry.placing import CannotPlaceError, place
from shop.order.models import Order
from shop.payments.queries import balance_of
from shop.shipping.models import DeliveryOption
from shop.shipping.order_models import DeliveryDay, OrderDelivery
from shop.stock.models import Warehouse
from shop.store_credit.queries import account_of, balance
from shop.store_credit.services import adjust, grant
from shop.user.models import User
from tests.shop.gift_cards.kit import a_card, code
from tests.shop.shipping.pickup_world import picked_up, point, shipped

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop_point(bowl, _shop):
    """A shop where the bowl's seller has it picked up."""
    picked_up()
    return point(seller=bowl.stockrecords.get().partner)


@pytest.fixture
def user(customer):
    return User.objects.get(email="mara@example.com")


def fresh(draft):
    return open_draft_of(draft.customer, draft.by)


def place_as_seen(draft):
    return place(draft, by=draft.by, seen=calculate(fresh(draft)).fingerprint)


def test_picked_up_at_a_point_at_its_tax_with_a_code(write_draft, customer, bowl, shop_point):
    draft = write_draft(customer, {bowl: 2}, delivery=f"pickup@{shop_point.pk}")
    found = calculate(fresh(draft))
    assert (found.way.point, found.address, found.billed_to.line1) == (shop_point, None, "Hafenweg 3")
    assert found.basket.strategy.buyer.tax.country == "DE"

    order = place_as_seen(draft)

    chosen = OrderDelivery.objects.get(order=order)
    assert (chosen.pickup_point, bool(chosen.code)) == (shop_point, True)
    assert (order.shipping_address, order.billing_address.line1) == (None, "Hafenweg 3")


def test_a_point_that_is_shut_is_not_taken(write_draft, customer, bowl, shop_point):
    draft = write_draft(customer, {bowl: 2}, delivery=f"pickup@{shop_point.pk}")
    seen = calculate(fresh(draft)).fingerprint
    Warehouse.objects.filter(pk=shop_point.pk).update(is_pickup=False)
    with pytest.raises(CannotPlaceError):
        place(draft, by=draft.by, seen=seen)
    assert not Order.objects.exists()


@pytest.fixture
def by_day(_shop):
    DeliveryOption.objects.all().delete()
    return shipped(
        "van", offers_days=True, delivery_weekdays="12345", days_shown=5, daily_capacity=1, price="6.00"
    )


def test_a_day_is_asked_for_taken_and_once_full_refused(write_draft, customer, guest, bowl, by_day):
    draft = write_draft(customer, {bowl: 2}, delivery="van")
    found = calculate(fresh(draft))
    assert "Please choose the delivery day." in found.problems
    day = found.way.days[1]
    late = write_draft(guest, {bowl: 1}, delivery="van", delivery_day=day, email="jo@example.com")
    seen = calculate(fresh(late)).fingerprint
    keep_answers(draft, {"delivery_day": day})

    order = place_as_seen(draft)

    assert order.delivery.day.day == day
    with pytest.raises(CannotPlaceError) as refusal:
        place(late, by=late.by, seen=seen)
    assert refusal.value.problems == ["Please choose the delivery day."]
    assert (DeliveryDay.objects.get().booked, Order.objects.count()) == (1, 1)


def test_a_day_that_was_never_offered_counts_as_none(write_draft, customer, bowl, by_day):
    draft = write_draft(customer, {bowl: 2}, delivery="van")
    day = calculate(fresh(draft)).way.days[0] - timedelta(days=30)
    keep_answers(draft, {"delivery_day": day})
    assert "Please choose the delivery day." in calculate(fresh(draft)).problems


def with_card(draft, card, rf):
    request = rf.post("/")
    request.user = draft.by
    add_card(draft, code(card), request=request, currency="EUR")
    return draft


def test_card_then_credit_pay_and_the_rest_is_left(write_draft, customer, user, bowl, rf):
    card = a_card("15.00")
    grant(user, Decimal("5.00"), currency="EUR", reason="Sorry", key="1")
    draft = with_card(write_draft(customer, {bowl: 2}, uses_credit=True), card, rf)
    found = calculate(fresh(draft))
    assert [part.amount for part in found.parts] == [15, 5]
    assert found.left == found.total.incl_tax - 20

    order = place_as_seen(draft)

    card.refresh_from_db()
    assert (card.balance, balance(user, "EUR"), balance_of(order).outstanding) == (0, 0, found.left)
    assert sorted(source.amount_allocated for source in order.sources.all()) == sorted([15, 5, found.left])


def test_what_a_card_pays_whole_needs_no_payment(write_draft, customer, bowl, rf):
    draft = with_card(write_draft(customer, {bowl: 1}, payment=""), a_card("500.00"), rf)
    found = calculate(fresh(draft))
    assert (found.left, found.payments, found.problems) == (0, [], ())
    order = place_as_seen(draft)
    order.refresh_from_db()
    assert (order.status, balance_of(order).outstanding) == ("Paid", 0)


def test_credit_spent_elsewhere_since_it_was_shown_stops_it(write_draft, customer, user, bowl):
    grant(user, Decimal("5.00"), currency="EUR", reason="Sorry", key="1")
    draft = write_draft(customer, {bowl: 2}, uses_credit=True)
    seen = calculate(fresh(draft)).fingerprint
    adjust(account_of(user, "EUR"), Decimal("-2.00"), reason="Spent", key="2", by=None)
    with pytest.raises(CannotPlaceError, match="changed"):
        place(draft, by=draft.by, seen=seen)
    assert (balance(user, "EUR"), Order.objects.exists()) == (3, False)


def test_a_guest_has_no_credit(write_draft, guest, bowl):
    draft = write_draft(guest, {bowl: 1}, uses_credit=True, email="jo@example.com")
    found = calculate(fresh(draft))
    assert (found.credit, found.parts) == (None, [])


def test_card_is_entered_refused_and_taken_off_on_the_page(enter, write_draft, customer, bowl, colleague):
    write_draft(customer, {bowl: 2})
    card = a_card("15.00")
    refused = enter(customer, "card", gift_code="NO-SUCH-CODE")
    assert (refused.status_code, "not valid" in refused.text, "NO-SUCH-CODE" in refused.text) == (
        422,
        True,
        True,
    )
    enter(customer, "card", gift_code=code(card))
    draft = open_draft_of(customer, colleague)
    assert draft.gift_cards == [card.code_hash]
    enter(customer, f"drop_card:{card.pk}")
    assert open_draft_of(customer, colleague).gift_cards == []
    drop_card(draft, 0)


def test_page_and_review_show_point_day_and_what_pays(
    client, enter, write_draft, customer, user, bowl, shop_point
):
    grant(user, Decimal("5.00"), currency="EUR", reason="Sorry", key="1")
    write_draft(customer, {bowl: 2})
    choice = f"pickup@{shop_point.pk}"
    enter(customer, delivery=choice, uses_credit=["no", "yes"])
    page = client.get(reverse("order_entry", args=[customer.pk])).text
    assert ("Invoice address" in page, "Use store credit" in page, "Left to pay" in page) == (True,) * 3
    review = client.get(reverse("order_entry_review", args=[customer.pk])).text
    assert (shop_point.name in review, "Store credit" in review) == (True, True)
    enter(customer, uses_credit="no")
    assert not OrderDraft.objects.get().uses_credit
