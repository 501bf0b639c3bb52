"""Reading the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db.models import CharField, Exists, F, Model, OuterRef, Q, QuerySet, Sum, Value
from django.utils.translation import gettext as _

from shop.money import MoneySum
from shop.order.models import Order
from shop.order_statuses import PENDING_PAYMENT, SENT
from shop.payments.models import Charge, GatewayEvent, PaymentAttempt, Refund, RefundLine, WriteOff
from shop.payments.states import AttemptState, ChargeKind, ChargeState, RefundDestination, RefundState

NOTHING = Decimal("0.00")
PARTS = ("received", "returned", "excess", "written_off", "set_off")


@dataclass(frozen=True, kw_only=True)
class Balance:
    """The money of an order, gross, in its currency.

    `returned` counts what is on its way back, too, and what lost disputes took; `excess` is the part of it
    that had come beyond the total. `written_off` is what nobody waits for any more, `set_off` what was due
    and was credited for pieces that came back.
    """

    total: Decimal
    received: Decimal
    returned: Decimal
    excess: Decimal = NOTHING
    written_off: Decimal = NOTHING
    set_off: Decimal = NOTHING

    @property
    def kept(self) -> Decimal:
        """What is here."""
        return self.received - self.returned

    @property
    def credited(self) -> Decimal:
        """What was given back of the total, or was due and is no more: for pieces, delivery, as goodwill."""
        return self.returned - self.excess + self.set_off

    @property
    def value(self) -> Decimal:
        """What the order is worth now: its total without what was credited."""
        return self.total - self.credited

    @property
    def outstanding(self) -> Decimal:
        """What is still to come; nothing when more than the total has come."""
        return max(self.value - self.kept - self.written_off, NOTHING)

    @property
    def overpaid(self) -> Decimal:
        """What came beyond the total and has not gone back."""
        return max(min(self.kept - self.value, self.kept), NOTHING)

    @property
    def status_text(self) -> str:
        """Say how far it is paid."""
        if self.overpaid:
            return _("Overpaid")
        if self.returned and not self.kept:
            return _("Fully refunded")
        if self.returned > self.excess:
            return _("Partially refunded")
        if self.outstanding:
            return _("Partially paid") if self.received else _("Unpaid")
        return _("Written off") if self.written_off else _("Paid in full")


def with_ledger_flag(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Have a query of orders say whether money has moved or was written off (`has_ledger`)."""
    parts = (Charge.objects, Refund.objects, WriteOff.objects)
    charged, refunded, written_off = (Exists(part.filter(order=OuterRef("pk"))) for part in parts)
    return orders.annotate(has_ledger=charged | refunded | written_off)


def balance_of(order: Order) -> Balance:
    """Add up the ledger of an order; no query for one that was read as having none."""
    if not getattr(order, "has_ledger", True):
        nothing = dict.fromkeys(PARTS, NOTHING)
        return Balance(total=order.total_incl_tax, **nothing)
    return balances_of([order])[order.pk]


def balances_of(orders: Sequence[Order]) -> dict[int, Balance]:
    """Add up the ledgers of some orders, by their keys; one query however many there are."""
    received = _sums("received", Charge.objects.filter(order__in=orders), "amount_captured")
    refunds = Refund.objects.filter(order__in=orders, state__in=RefundState.counted())
    written_off = WriteOff.objects.filter(order__in=orders)
    others = [
        _sums("returned", refunds, "amount"),
        _sums("excess", refunds, "excess"),
        _sums("written_off", written_off.filter(kind=WriteOff.Kind.LOSS), "amount"),
        _sums("set_off", written_off.filter(kind__in=WriteOff.Kind.set_off()), "amount"),
    ]
    found = {(pk, part): amount for part, pk, amount in received.union(*others, all=True)} if orders else {}
    return {
        order.pk: Balance(
            total=order.total_incl_tax,
            **{part: found.get((order.pk, part), NOTHING) for part in PARTS},
        )
        for order in orders
    }


def _sums(part: str, rows: QuerySet[Model], amount: str) -> QuerySet:
    named = rows.order_by().annotate(part=Value(part, output_field=CharField()))
    return named.values_list("part", "order").annotate(sum=MoneySum(amount))


def keeps_money(order: Order) -> bool:
    """Tell whether money has come for an order and is here: gift cards and store credit are no such sign.

    They pay as soon as the order is placed, so they do not keep alive an order whose rest never comes.
    """
    money = order.charges.exclude(kind=ChargeKind.STORED_VALUE)
    return any(charge.amount_captured > charge.amount_refunded for charge in money)


def is_payment_guaranteed(order: Order) -> bool:
    """Tell whether money is held for an order, or a company has promised it."""
    return order.pk in promised_among([order])


def waits_for_money(order: Order) -> bool:
    """Tell whether the buyer of an order is asked to pay now.

    One that has not gone out says so itself. One that has waits for what a change made it cost more; what was
    promised on account is paid by its terms.
    """
    if order.status == PENDING_PAYMENT:
        return True
    if order.status not in SENT or order.paid_at is not None or is_payment_guaranteed(order):
        return False
    return balance_of(order).outstanding > 0


def promised_among(orders: Sequence[Order]) -> set[int]:
    """Return the keys of the orders for which money is held, or promised by a company."""
    attempts = PaymentAttempt.objects.filter(order__in=orders, state=AttemptState.AUTHORISED)
    return set(attempts.values_list("order", flat=True))


def open_attempt_of(order: Order) -> PaymentAttempt | None:
    """Return the attempt from which money may still come; the database allows one."""
    return PaymentAttempt.objects.filter(order=order, state__in=AttemptState.open()).first()


def held_on(attempt: PaymentAttempt) -> Decimal:
    """Tell how much of an attempt is held and not collected yet; nothing for one that holds nothing."""
    if attempt.state != AttemptState.AUTHORISED or not attempt.reference:
        return NOTHING
    collected = attempt.charges.aggregate(sum=MoneySum("amount_captured"))["sum"]
    return max(attempt.amount - collected, NOTHING)


def last_failure_of(order: Order) -> Charge | None:
    """Return the latest charge that was refused."""
    return order.charges.filter(state=ChargeState.FAILED).order_by("-pk").first()


def refundable_charges(order: Order) -> list[tuple[Charge, Decimal]]:
    """List the charges of which something is left to send back, each with how much.

    The latest first, but gift cards and store credit last: money goes back before value that stays here.
    """
    charges = order.charges.filter(amount_captured__gt=F("amount_refunded")).order_by("-pk")
    latest_first = [(charge, charge.amount_captured - charge.amount_refunded) for charge in charges]
    return sorted(latest_first, key=lambda pair: pair[0].kind == ChargeKind.STORED_VALUE)


def attempts_to_check() -> QuerySet[PaymentAttempt]:
    """List the attempts whose end we have not seen, the one looked at longest ago first."""
    return PaymentAttempt.objects.filter(state__in=AttemptState.open()).select_related("order__user")


def refunds_to_send() -> QuerySet[Refund]:
    """List the refunds that were asked for and whose answer we do not know."""
    return Refund.objects.filter(state__in=[RefundState.REQUESTED, RefundState.PENDING]).select_related(
        "order", "charge"
    )


def unprocessed_events() -> QuerySet[GatewayEvent]:
    """List what a provider told us and we have not dealt with."""
    return GatewayEvent.objects.filter(processed_at=None).order_by("pk")


def counted_refund_lines(order: Order) -> QuerySet[RefundLine]:
    """Return the rows of the pieces of an order that were given up, those of refused refunds left out."""
    is_counted = Q(refund__state__in=RefundState.counted()) | Q(refund=None)
    return RefundLine.objects.filter(is_counted, line__order=order).order_by()


def refunded_quantities(order: Order) -> dict[int, tuple[int, Decimal]]:
    """Tell for each line (by pk) how many pieces were given up, and what of its price, fees included."""
    rows = counted_refund_lines(order).values("line")
    found = rows.annotate(pieces=Sum("quantity"), money=MoneySum("amount"), fees=MoneySum("kept"))
    return {row["line"]: (row["pieces"], row["money"] + row["fees"]) for row in found}


def cancelled_quantities(order: Order) -> dict[int, int]:
    """Tell how many pieces of each line (by pk) are not to be sent, because their money goes back."""
    rows = counted_refund_lines(order).values("line")
    return {row["line"]: row["pieces"] for row in rows.annotate(pieces=Sum(F("quantity") - F("returned")))}


def refunded_shipping(order: Order) -> Decimal:
    """Tell how much of the delivery's price has been sent back."""
    refunds = order.refunds.filter(state__in=RefundState.counted())
    return refunds.aggregate(sum=MoneySum("shipping"))["sum"]


def refunded_into_credit(order: Order) -> Decimal:
    """Tell how much of an order's money became its buyer's store credit."""
    to_credit = order.refunds.filter(
        state__in=RefundState.counted(), destination=RefundDestination.STORE_CREDIT
    )
    return to_credit.aggregate(sum=MoneySum("amount"))["sum"]


def goods_money_returned(order: Order) -> Decimal:
    """Tell how much has gone back of what the goods cost, gross: delivery and what came too much left out.

    What was due for pieces that came back and is no more counts, too.
    """
    done = order.refunds.filter(state=RefundState.SUCCEEDED)
    sums = done.aggregate(amount=MoneySum("amount"), shipping=MoneySum("shipping"), excess=MoneySum("excess"))
    credited = order.write_offs.filter(kind=WriteOff.Kind.CREDIT)
    set_off = credited.aggregate(sum=MoneySum("amount"))["sum"]
    goods: Decimal = sums["amount"] - sums["shipping"] - sums["excess"] + set_off
    return max(goods, NOTHING)


def may_try_again(order: Order) -> bool:
    """Tell whether another card may be tried: whoever tries many is trying out stolen ones."""
    return order.charges.filter(state=ChargeState.FAILED).count() < settings.KILN_PAYMENT_MOST_TRIES
