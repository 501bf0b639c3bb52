"""How an order's money stands, in a sentence for its buyer: pages and mails never say otherwise."""

from django.utils.translation import gettext as _

from shop.formats import format_money
from shop.order.models import Order
from shop.order_statuses import CANCELLED
from shop.payments.queries import Balance, balance_of, refunded_into_credit


def payment_status_text(order: Order, balance: Balance | None = None) -> str:
    """Say what went back, or what of the money is still due; empty where there is nothing to say.

    `balance` is given by who has added it up already.
    """
    balance = balance or balance_of(order)
    if balance.returned > 0:
        return _returned(order, balance)
    if order.status == CANCELLED:
        return _("Your payment will be refunded.") if balance.kept > 0 else _("Nothing was charged.")
    if balance.received > 0 and balance.outstanding > 0:
        told = {
            "received": format_money(balance.received, order.currency),
            "due": format_money(balance.outstanding, order.currency),
        }
        return _("%(received)s received, %(due)s still due.") % told
    return ""


def _returned(order: Order, balance: Balance) -> str:
    amount = {"amount": format_money(balance.returned, order.currency)}
    credit = refunded_into_credit(order)
    if credit:
        told = {**amount, "credit": format_money(credit, order.currency)}
        return _("%(amount)s of your payment will be refunded, %(credit)s of it as store credit.") % told
    if balance.kept > 0:
        return _("%(amount)s of your payment will be refunded.") % amount
    return _("Your full payment of %(amount)s will be refunded to the original payment method.") % amount
