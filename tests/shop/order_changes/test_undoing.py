"""Undoing a change: only while neither goods nor money have moved."""

from decimal import Decimal

import pytest

from shop.order.exceptions import ChangeRefusedError
from shop.order_changes.preview import preview
from shop.order_changes.proposals import (
    AddLine,
    SetDiscount,
    SetQuantity,
    SetShipping,
)
from shop.order_changes.services import apply_change
from shop.order_changes.undoing import undo_change, undo_problem
from shop.payments.manual_payments import mark_as_paid
from shop.payments.models import PaymentAttempt
from shop.payments.queries import balance_of

pytestmark = pytest.mark.django_db


def change(order, *proposals, key="k", **kwargs):
    """Apply what the preview shows."""
    seen = preview(order, proposals, by=kwargs.get("by"))
    return apply_change(order, proposals, fingerprint=seen.fingerprint, key=key, **kwargs)


def facts(order):
    """Total, net, received, returned, due, and the pieces promised by product."""
    order.refresh_from_db()
    balance = balance_of(order)
    return {
        "total": order.total_incl_tax,
        "kept": balance.kept,
        "due": balance.outstanding,
        "status": order.status,
        "lines": [
            (line.title, line.quantity, line.line_price_incl_tax) for line in order.lines.order_by("pk")
        ],
    }


def promised(product):
    return product.stockrecords.get().num_allocated


def test_undone_as_long_as_nothing_has_moved(paid, jug, bowl):
    before = facts(paid)
    line = paid.lines.get()
    done = change(
        paid,
        AddLine(product_id=jug.pk, quantity=2),
        SetQuantity(line_id=line.pk, quantity=0),
        SetShipping(amount=Decimal("99.00")),
        SetDiscount(amount=Decimal("1.00"), reason="x"),
    )
    assert facts(paid)["lines"] == [("Jug", 2, Decimal("19.00"))]
    undo_change(done)
    assert facts(paid) == before
    assert (promised(bowl), promised(jug), paid.discounts.count()) == (3, 0, 0)
    with pytest.raises(ChangeRefusedError):
        undo_change(done)


def test_undoing_keeps_what_is_held_on_a_card_where_it_is_enough(order):
    held = PaymentAttempt.objects.create(
        order=order, method="card", key="x", reference="pi", amount=72, currency="EUR", state="authorised"
    )
    done = change(order, SetQuantity(line_id=order.lines.get().pk, quantity=2))
    undo_change(done)
    held.refresh_from_db()
    assert (held.state, facts(order)["due"]) == ("authorised", Decimal("72.00"))


def test_not_undone_once_money_has_come(paid, jug):
    done = change(paid, AddLine(product_id=jug.pk, quantity=2))
    mark_as_paid(paid)
    assert undo_problem(done) == "Items or money have moved since."


def test_not_undone_with_money_that_went_back(paid):
    done = change(paid, SetQuantity(line_id=paid.lines.get().pk, quantity=2))
    assert undo_problem(done) == "Money or items have moved with it."
