"""The ledger of payments: every attempt, charge, refund and dispute, with its reference.

Amounts are in the order's currency, gross. References are those of the payment provider or the
bank and unique, so that the same fact told twice (by the browser's return, a webhook, the
reconciliation or a statement) is one row.
"""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shop.payments.provider_models import GatewayCustomer, GatewayEvent, ReconciliationMark
from shop.payments.statements.models import BankEntry, BankStatement
from shop.payments.states import (
    AttemptState,
    ChargeKind,
    ChargeState,
    DisputeState,
    RefundDestination,
    RefundState,
)

__all__ = [
    "BankEntry",
    "BankStatement",
    "Charge",
    "Dispute",
    "GatewayCustomer",
    "GatewayEvent",
    "PaymentAttempt",
    "ReconciliationMark",
    "Refund",
    "RefundLine",
    "WriteOff",
]


class PaymentAttempt(models.Model):
    """One try to be paid for an order by one method: a PaymentIntent, or a promise on account.

    The row is written before the provider is asked; `key` is the idempotency key, so that
    asking again after a crash means the same intent.
    """

    order = models.ForeignKey(
        "order.Order", on_delete=models.PROTECT, related_name="payment_attempts", verbose_name=_("order")
    )
    method = models.CharField(_("method"), max_length=40)
    key = models.CharField(_("idempotency key"), max_length=80, unique=True)
    reference = models.CharField(_("reference"), max_length=120, null=True, blank=True, unique=True)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=12)
    state = models.CharField(
        _("status"), max_length=20, choices=AttemptState.choices, default=AttemptState.CREATED
    )
    error = models.CharField(_("error"), max_length=255, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    checked_at = models.DateTimeField(_("last checked"), null=True, blank=True)

    class Meta:
        verbose_name = _("payment attempt")
        verbose_name_plural = _("payment attempts")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payments_attempt_is_positive"),
            # Two open intents for one order could both be paid.
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(state__in=AttemptState.open()),
                name="payments_one_open_attempt_per_order",
            ),
        ]
        indexes = [models.Index(fields=["state", "checked_at"], name="payments_attempts_to_check")]

    def __str__(self) -> str:
        return self.key


class Charge(models.Model):
    """Money that came, or that a card refused: one row per try of the card and per transfer.

    `amount` is what was asked for, `amount_captured` what has come. A charge that failed or is
    only held has captured nothing. `amount_refunded` is what has gone back of it or is about to; requests
    take their part by a conditional update. `by` and `note` say who noted it by hand, and why.
    """

    order = models.ForeignKey(
        "order.Order", on_delete=models.PROTECT, related_name="charges", verbose_name=_("order")
    )
    attempt = models.ForeignKey(
        PaymentAttempt,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="charges",
        verbose_name=_("attempt"),
    )
    method = models.CharField(_("method"), max_length=40)
    reference = models.CharField(_("reference"), max_length=120, unique=True)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    amount_captured = models.DecimalField(
        _("received"), max_digits=12, decimal_places=2, default=Decimal("0.00")
    )
    currency = models.CharField(_("currency"), max_length=12)
    state = models.CharField(_("status"), max_length=20, choices=ChargeState.choices)
    amount_refunded = models.DecimalField(
        _("refunded"), max_digits=12, decimal_places=2, default=Decimal("0.00")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=ChargeKind.choices, default=ChargeKind.PROVIDER)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    note = models.CharField(_("note"), max_length=255, blank=True)
    label = models.CharField(_("paid with"), max_length=80, blank=True)
    error = models.CharField(_("error"), max_length=255, blank=True)
    error_code = models.CharField(_("error code"), max_length=80, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("charge")
        verbose_name_plural = _("charges")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, amount_captured__gte=0, amount_captured__lte=F("amount")),
                name="payments_charge_amounts",
            ),
            models.CheckConstraint(
                condition=Q(amount_refunded__gte=0), name="payments_charge_refunded_is_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Refund(models.Model):
    """Money of one charge sent back: to where it came from, or to the buyer's store credit (`destination`).

    Written with state `requested` before the provider is asked; `key` is the idempotency key.
    `reference` is empty until the provider has answered; one made in the provider's own
    dashboard has its reference as its key. Money that a lost dispute took is one, too, with `dispute`.
    """

    order = models.ForeignKey(
        "order.Order", on_delete=models.PROTECT, related_name="refunds", verbose_name=_("order")
    )
    charge = models.ForeignKey(
        Charge, on_delete=models.PROTECT, related_name="refunds", verbose_name=_("charge")
    )
    key = models.CharField(_("idempotency key"), max_length=120, unique=True)
    reference = models.CharField(_("reference"), max_length=120, null=True, blank=True, unique=True)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=12)
    shipping = models.DecimalField(
        _("of which delivery"), max_digits=12, decimal_places=2, default=Decimal("0.00")
    )
    # What had come beyond the order's total when it was written down: it takes nothing off the order's value.
    excess = models.DecimalField(
        _("of which overpaid"), max_digits=12, decimal_places=2, default=Decimal("0.00")
    )
    state = models.CharField(
        _("status"), max_length=20, choices=RefundState.choices, default=RefundState.REQUESTED
    )
    destination = models.CharField(
        _("destination"), max_length=20, choices=RefundDestination.choices, default=RefundDestination.ORIGINAL
    )
    reason = models.CharField(_("reason"), max_length=255, blank=True)
    error = models.CharField(_("error"), max_length=255, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    dispute = models.OneToOneField(
        "payments.Dispute",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="refund",
        verbose_name=_("dispute"),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, shipping__gte=0, shipping__lte=F("amount")),
                name="payments_refund_amounts",
            ),
            models.CheckConstraint(
                condition=Q(excess__gte=0, excess__lte=F("amount")), name="payments_refund_excess"
            ),
        ]
        indexes = [models.Index(fields=["state"], name="payments_refunds_by_state")]

    def __str__(self) -> str:
        return self.reference or self.key


class RefundLine(models.Model):
    """Pieces of an order that were given up.

    Their money goes back (`refund`), was due still (`write_off`), or all of it is kept as a fee (neither).
    `amount` is what is given back for them; `kept` the fee that stays of their price. `returned` of them had
    gone out and came back; the others are not sent.
    """

    refund = models.ForeignKey(
        Refund, on_delete=models.CASCADE, null=True, related_name="lines", verbose_name=_("refund")
    )
    write_off = models.ForeignKey(
        "payments.WriteOff",
        on_delete=models.CASCADE,
        null=True,
        related_name="lines",
        verbose_name=_("write-off"),
    )
    line = models.ForeignKey(
        "order.Line", on_delete=models.PROTECT, related_name="refund_lines", verbose_name=_("line")
    )
    quantity = models.PositiveIntegerField(_("units"))
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    returned = models.PositiveIntegerField(_("returned units"), default=0)
    kept = models.DecimalField(_("fee kept"), max_digits=12, decimal_places=2, default=Decimal("0.00"))

    class Meta:
        verbose_name = _("refunded line")
        verbose_name_plural = _("refunded lines")
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0, amount__gte=0), name="payments_refund_line_amounts"
            ),
            models.CheckConstraint(
                condition=Q(kept__gte=0, returned__lte=F("quantity")), name="payments_refund_line_returned"
            ),
            models.CheckConstraint(
                condition=Q(refund=None) | Q(write_off=None), name="payments_refund_line_has_one_cause"
            ),
            models.UniqueConstraint(fields=["write_off", "line"], name="payments_one_row_per_credited_line"),
            models.UniqueConstraint(fields=["refund", "line"], name="payments_one_row_per_refunded_line"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.line_id}"


class WriteOff(models.Model):
    """What is still due of an order and that nobody waits for any more; `key` names the request for good.

    Of the kind "credit" it was set off against pieces that came back, of the kind "discount" it was taken off
    for paying early: the buyer owes it no more.
    """

    class Kind(models.TextChoices):
        """Why nobody waits for it."""

        LOSS = "loss", _("written off")
        CREDIT = "credit", _("credited for returned items")
        DISCOUNT = "discount", _("early payment discount")

        @classmethod
        def set_off(cls) -> list[str]:
            """List the kinds that make the order worth less: the buyer does not owe it any more."""
            return [cls.CREDIT, cls.DISCOUNT]

    order = models.ForeignKey(
        "order.Order", on_delete=models.PROTECT, related_name="write_offs", verbose_name=_("order")
    )
    key = models.CharField(_("idempotency key"), max_length=120, unique=True)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=12)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.LOSS)
    reason = models.CharField(_("reason"), max_length=255)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("write-off")
        verbose_name_plural = _("write-offs")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payments_write_off_is_positive"),
        ]

    def __str__(self) -> str:
        return self.key


class Dispute(models.Model):
    """A buyer asked their bank for the money back; we may answer with evidence until `due_at`."""

    charge = models.ForeignKey(
        Charge, on_delete=models.PROTECT, related_name="disputes", verbose_name=_("charge")
    )
    reference = models.CharField(_("reference"), max_length=120, unique=True)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=12)
    reason = models.CharField(_("reason"), max_length=80, blank=True)
    state = models.CharField(_("status"), max_length=30, choices=DisputeState.choices)
    due_at = models.DateTimeField(_("respond by"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened"))

    class Meta:
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        ordering = ["-opened_at", "-pk"]

    def __str__(self) -> str:
        return self.reference
