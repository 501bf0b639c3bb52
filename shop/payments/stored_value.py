"""What gift cards and store credit pay of an order: a charge that is here at once."""

from decimal import Decimal

from django.db.models import F
from oscar.apps.payment.models import Source

from shop.events.services import publish
from shop.order.models import Order
from shop.payments.events import PaymentReceived
from shop.payments.ledger import mark_paid_if_settled, refresh_source
from shop.payments.methods import StoredValueMethod
from shop.payments.models import Charge
from shop.payments.states import ChargeKind, ChargeState


def book_stored_value(
    order: Order, method: StoredValueMethod, *, amount: Decimal, reference: str, label: str
) -> Charge:
    """Write down that a balance of ours has paid a part of an order whose row the caller holds.

    Gross, in the order's currency, once per `reference`. Effects in order: the charge, the payment source
    of the method, `PaymentReceived`; the order is paid when nothing is left to pay.
    """
    charge, is_new = Charge.objects.get_or_create(
        reference=reference,
        defaults={
            "order": order,
            "method": method.code,
            "amount": amount,
            "amount_captured": amount,
            "currency": order.currency,
            "state": ChargeState.SUCCEEDED,
            "kind": ChargeKind.STORED_VALUE,
            "label": label[:80],
        },
    )
    if is_new:
        _allocate(order, method, amount)
        publish(PaymentReceived(order_id=order.pk, charge_id=charge.pk))
        refresh_source(order)
        mark_paid_if_settled(order)
    return charge


def _allocate(order: Order, method: StoredValueMethod, amount: Decimal) -> None:
    known = Source.objects.filter(order=order, source_type__code=method.code)
    if not known.update(amount_allocated=F("amount_allocated") + amount):
        source = method.source_for(order_number=order.number, total=amount, currency=order.currency)
        source.order = order
        source.save()
