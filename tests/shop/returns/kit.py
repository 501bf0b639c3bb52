"""What the tests of returns and withdrawals share: orders that were paid and have gone out."""

from decimal import Decimal

from shop.fulfilment.services import dispatch
from shop.order.models import Order
from shop.payments.manual_payments import mark_as_paid
from shop.returns.services import Arrival, Verdict, Wanted, approve, inspect, receive, request_return
from shop.returns.settling import proposed, settle
from shop.returns.states import Outcome
from tests.shop.factories import OrderFactory, StaffFactory


def paid_order(**kwargs):
    """Place an order and note its money, from a transfer."""
    order = OrderFactory(**kwargs)
    mark_as_paid(order, by=StaffFactory(), note="transfer")
    return Order.objects.get(pk=order.pk)


def sent_order(**kwargs):
    """Place an order, note its money and send it."""
    order = dispatch(paid_order(**kwargs))
    return Order.objects.get(pk=order.pk)


def returned(order, pieces, *, outcome=Outcome.REFUND, replacements=None, key="one", **kwargs):
    """Ask for the return of pieces (line -> number) and approve it."""
    wanted = [
        Wanted(line_id=line.pk, quantity=number, replacement_id=(replacements or {}).get(line.pk))
        for line, number in pieces.items()
    ]
    return approve(request_return(order, wanted, key=key, outcome=outcome, **kwargs))


def arrived(found, *, condition="as_new", disposition="restock", by=None):
    """Receive and inspect all pieces of a return."""
    lines = list(found.lines.all())
    receive(found, [Arrival(return_line_id=line.pk, quantity=line.quantity, seen=0) for line in lines], by=by)
    verdicts = [
        Verdict(
            return_line_id=line.pk,
            quantity=line.quantity,
            condition=condition,
            disposition=disposition,
            seen=0,
        )
        for line in lines
    ]
    inspect(found, verdicts, by=by)
    return found


def settled(found, *, fee=None, **kwargs):
    """Settle what its preview shows."""
    shown = proposed(found, fee=fee)
    return settle(found, fingerprint=shown.fingerprint, fee=fee, **kwargs)


def money(text):
    """Return an amount."""
    return Decimal(text)
