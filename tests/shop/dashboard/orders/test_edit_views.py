"""Staff edit an order: shown first, then applied; undone from the order's page."""

from decimal import Decimal

import pytest

from shop.order_changes.models import OrderChange
from shop.payments.manual_payments import mark_as_paid
from tests.crm_core.factories import staff_with
from tests.shop.factories import OrderFactory, ProductFactory, StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def order():
    """A paid order of two bowls, 48.00 EUR."""
    order = OrderFactory(lines=[(ProductFactory(title="Bowl", price="24.00"), 2)])
    mark_as_paid(order)
    order.refresh_from_db()
    return order


def page(order):
    return f"/cms/shop/orders/{order.number}/edit/"


def asked(order, **more):
    line = order.lines.get()
    return {
        f"quantity-{line.pk}": line.quantity,
        **{f"pieces-{row}": 1 for row in (1, 2, 3)},
        "settlement": "original",
        "reason": "",
        "key": "k",
        **more,
    }


def test_edit_is_shown_then_applied_then_undone(client, order):
    client.force_login(StaffFactory())
    jug = ProductFactory(title="Jug", price="10.00")
    assert client.get(page(order)).status_code == 200

    shown = client.post(page(order), asked(order, **{"add-1": [jug.pk], "pieces-1": 2}))
    preview = shown.context["preview"]
    assert (shown.status_code, preview.due) == (200, Decimal("20.00"))
    assert not OrderChange.objects.exists()

    more = {"add-1": [jug.pk], "pieces-1": 2, "confirmed": "1", "fingerprint": preview.fingerprint}
    done = client.post(page(order), asked(order, **more))
    order.refresh_from_db()
    assert (done.status_code, order.total_incl_tax) == (302, Decimal("68.00"))

    change = OrderChange.objects.get()
    record = client.get(f"/cms/shop/orders/{order.number}/")
    assert b'value="undo_change"' in record.content
    client.post(f"/cms/shop/orders/{order.number}/", {"order_action": "undo_change", "change": change.pk})
    order.refresh_from_db()
    assert order.total_incl_tax == Decimal("48.00")


def test_discount_above_the_limit_keeps_what_was_typed(client, order):
    client.force_login(staff_with("order.change_order", "order.view_order", "payments.add_refund"))
    answer = client.post(page(order), asked(order, discount="20.00", discount_reason="Scratch"))
    assert answer.status_code == 422
    assert b'value="20.00"' in answer.content
    assert answer.context["form"].non_field_errors() == [
        "Discounts by hand are limited to 20 % of the items' price: €9.60."
    ]


def test_who_may_not_refund_does_not_apply_what_refunds(client, order):
    client.force_login(staff_with("order.change_order", "order.view_order"))
    shown = client.post(page(order), asked(order, discount="2.00", discount_reason="Scratch"))
    more = {"confirmed": "1", "fingerprint": shown.context["preview"].fingerprint}
    answer = client.post(page(order), asked(order, discount="2.00", discount_reason="Scratch", **more))
    assert (answer.status_code, OrderChange.objects.count()) == (403, 0)


def test_products_are_found_with_their_variants(client):
    client.force_login(StaffFactory())
    jug = ProductFactory(title="Jug", price="10.00")
    answer = client.get("/cms/shop/orders/products/?q=Jug")
    assert [row["pk"] for row in answer.json()["results"]] == [jug.pk]


def test_address_leads_to_the_editing(client, order):
    client.force_login(StaffFactory())
    answer = client.get(f"/cms/shop/orders/{order.number}/shipping-address/")
    assert answer.url == f"{page(order)}#delivery-address"
