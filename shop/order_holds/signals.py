"""Signals that hold an order back by themselves: simple, few, and each says why in plain words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from shop.countries import country_name_of
from shop.formats import format_money
from shop.order.models import Order
from shop.order_holds.models import HoldKind, HoldSettings
from shop.order_statuses import CANCELLED
from shop.payments.states import ChargeState
from shop.registry import Registry
from shop.trade_credit.models import Receivable

DAY = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class Signal:
    """A rule by its name: `reason` returns why an order is held, empty: it is not."""

    name: str
    title: str | Promise
    reason: Callable[[Order, HoldSettings], str]
    kind: str = HoldKind.FRAUD


SIGNALS: Registry[Signal] = Registry("signal that holds an order")


def reasons_to_hold(order: Order) -> list[tuple[Signal, str]]:
    """Ask each signal about an order; return those that hold it, each with why."""
    settings = HoldSettings.load()
    told = [(signal, signal.reason(order, settings)) for signal in SIGNALS]
    return [(signal, reason) for signal, reason in told if reason]


def _other_country(order: Order, settings: HoldSettings) -> str:
    billing, shipping = order.billing_address, order.shipping_address
    if not settings.holds_other_country or billing is None or shipping is None:
        return ""
    if billing.country_id == shipping.country_id:
        return ""
    return _("The invoice goes to %(billing)s, the parcel to %(shipping)s.") % {
        "billing": country_name_of(billing.country_id),
        "shipping": country_name_of(shipping.country_id),
    }


def _failed_payments(order: Order, settings: HoldSettings) -> str:
    if not settings.most_failed_payments:
        return ""
    failed = order.charges.filter(state=ChargeState.FAILED).count()
    if failed < settings.most_failed_payments:
        return ""
    return _("Payments refused before one went through: %(number)d.") % {"number": failed}


def _orders_of_buyer(order: Order) -> Q:
    if order.user_id:
        return Q(user=order.user_id)
    if not order.guest_email:
        # Orders taken by telephone without an address are not all one person's.
        return Q(pk=order.pk)
    return Q(user=None, guest_email__iexact=order.guest_email)


def _first_order(order: Order, settings: HoldSettings) -> str:
    limit = settings.first_order_above
    if limit is None or order.total_incl_tax < limit:
        return ""
    before = Order.objects.filter(_orders_of_buyer(order), pk__lt=order.pk).exclude(status=CANCELLED)
    if before.exists():
        return ""
    return _("First order of this customer, %(total)s.") % {
        "total": format_money(order.total_incl_tax, order.currency)
    }


def _many_orders(order: Order, settings: HoldSettings) -> str:
    if not settings.orders_a_day:
        return ""
    since = order.date_placed - DAY
    within = Order.objects.filter(
        _orders_of_buyer(order), date_placed__gt=since, date_placed__lte=order.date_placed
    )
    number = within.count()
    if number < settings.orders_a_day:
        return ""
    return _("Orders of this customer within 24 hours: %(number)d.") % {"number": number}


def _above_credit_limit(order: Order, _settings: HoldSettings) -> str:
    above = Receivable.objects.filter(order=order, over_limit__gt=0).values_list("over_limit", flat=True)
    amount = above.first()
    if not amount:
        return ""
    text = _("Above the company's credit limit by %(amount)s.")
    return text % {"amount": format_money(amount, order.currency)}


for _signal in (
    Signal(
        name="other-country",
        title=gettext_lazy("billing and delivery country differ"),
        reason=_other_country,
        kind=HoldKind.ADDRESS,
    ),
    Signal(
        name="failed-payments",
        title=gettext_lazy("failed payments"),
        reason=_failed_payments,
        kind=HoldKind.PAYMENT,
    ),
    Signal(
        name="credit-limit",
        title=gettext_lazy("above the credit limit"),
        reason=_above_credit_limit,
        kind=HoldKind.PAYMENT,
    ),
    Signal(name="first-order", title=gettext_lazy("large first order"), reason=_first_order),
    Signal(name="many-orders", title=gettext_lazy("many orders in a day"), reason=_many_orders),
):
    SIGNALS.register(_signal)
