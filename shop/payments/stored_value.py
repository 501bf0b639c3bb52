"""What gift cards and store credit pay of an order: a charge that is here at once."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F
from oscar.apps.payment.models import Source

from shop.events.services import publish
from shop.order.models import Order
from shop.payments.events import PaymentReceived
from shop.payments.ledger import mark_paid_if_settled, refresh_source
from shop.payments.methods import StoredValueMethod, payment_methods
from shop.payments.models import Charge
from shop.payments.states import ChargeKind, ChargeState


@dataclass(frozen=True, kw_only=True)
class StoredPayment:
    """What one card or the credit has paid of an order, by its name (gross, order's currency)."""

    name: str
    amount: Decimal


def stored_payments(order: Order) -> list[StoredPayment]:
    """List what gift cards and store credit have paid of an order; no query for one without any money."""
    if not getattr(order, "has_ledger", True):
        return []
    charges = order.charges.filter(kind=ChargeKind.STORED_VALUE).order_by("pk")
    return [StoredPayment(name=_name(charge), amount=charge.amount_captured) for charge in charges]


def _name(charge: Charge) -> str:
    """Name it in the reader's language; a card with its last digits, as the charge's label has them."""
    method = payment_methods().get(charge.method)
    name = str(method.name) if method else charge.method
    return f"{name} {charge.label}".strip() if charge.label.startswith("…") else name


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
