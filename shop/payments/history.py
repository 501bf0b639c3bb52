"""What the money adds to the timeline of an order."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from shop.formats import format_money
from shop.order.history import HISTORY, HistoryEntry, HistorySource
from shop.order.models import Order
from shop.payments.states import ChargeState, RefundState


def payment_entries(order: Order) -> Iterator[HistoryEntry]:
    """Tell each charge, refund, dispute and write-off. Four queries."""
    currency = order.currency
    for charge in order.charges.select_related("by").prefetch_related("disputes"):
        is_failed = charge.state == ChargeState.FAILED
        is_held = charge.state == ChargeState.AUTHORISED and not charge.amount_captured
        words = (
            _("Payment refused")
            if is_failed
            else _("Payment authorised")
            if is_held
            else _("Payment received")
        )
        amount = charge.amount if is_failed or is_held else charge.amount_captured
        yield HistoryEntry(
            at=charge.created_at,
            title=f"{words}: {format_money(amount, currency)}",
            text=charge.error or charge.label or charge.note,
            by=str(charge.by or ""),
            tone="bad" if is_failed else "good",
            kind="payment",
        )
        for dispute in charge.disputes.all():
            title = _("Payment disputed: %(amount)s") % {"amount": format_money(dispute.amount, currency)}
            yield HistoryEntry(
                at=dispute.opened_at, title=title, text=dispute.reason, tone="bad", kind="payment"
            )
    for refund in order.refunds.select_related("by"):
        is_failed = refund.state == RefundState.FAILED
        words = _("Refund failed") if is_failed else _("Refund")
        yield HistoryEntry(
            at=refund.created_at,
            title=f"{words}: {format_money(refund.amount, currency)}",
            text=refund.error if is_failed else refund.reason,
            by=str(refund.by or ""),
            tone="bad" if is_failed else "",
            kind="payment",
        )
    for write_off in order.write_offs.select_related("by"):
        title = _("Written off: %(amount)s") % {"amount": format_money(write_off.amount, currency)}
        yield HistoryEntry(
            at=write_off.created_at,
            title=title,
            text=write_off.reason,
            by=str(write_off.by or ""),
            kind="payment",
        )


HISTORY.register(HistorySource(name="payments", entries=payment_entries))
