"""One payment of several invoices: by card through the payment provider, or by one transfer."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class InvoicePayment(models.Model):
    """Money that a company sends for several orders at once, once per `key` (the form's).

    `number` is the transfer's reference; it is spelled like an order's number, with check characters, so that
    a bank statement finds it. `reference` is the provider's for a card payment.
    """

    class Method(models.TextChoices):
        """How it is paid."""

        CARD = "card", _("Card or wallet")
        TRANSFER = "bank-transfer", _("Bank transfer")

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", _("waiting for payment")
        PROCESSING = "processing", _("processing")
        PAID = "paid", _("paid")
        CANCELLED = "cancelled", _("cancelled")

    number = models.CharField(_("reference"), max_length=20, unique=True)
    key = models.CharField(_("idempotency key"), max_length=80, unique=True)
    company = models.ForeignKey(
        "b2b.Company", on_delete=models.PROTECT, related_name="invoice_payments", verbose_name=_("company")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    method = models.CharField(_("payment method"), max_length=20, choices=Method.choices)
    state = models.CharField(_("status"), max_length=12, choices=State.choices, default=State.WAITING)
    currency = models.CharField(_("currency"), max_length=12)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    reference = models.CharField(
        _("reference at the provider"), max_length=120, null=True, blank=True, unique=True
    )
    error = models.CharField(_("error"), max_length=255, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    checked_at = models.DateTimeField(_("last checked"), null=True, blank=True)
    settled_at = models.DateTimeField(_("paid on"), null=True, blank=True)

    class Meta:
        verbose_name = _("invoice payment")
        verbose_name_plural = _("invoice payments")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="trade_credit_payment_is_positive"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        """Whether money may still come by it."""
        return self.state in (self.State.WAITING, self.State.PROCESSING)


class InvoiceAllocation(models.Model):
    """What of a payment is for one order; `discount` is what paying early takes off its open amount.

    An order is in one card payment at a time (`is_open`): of two, both could be paid.
    """

    payment = models.ForeignKey(
        InvoicePayment, on_delete=models.CASCADE, related_name="allocations", verbose_name=_("payment")
    )
    order = models.ForeignKey(
        "order.Order", on_delete=models.PROTECT, related_name="invoice_allocations", verbose_name=_("order")
    )
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    discount = models.DecimalField(
        _("early payment discount"), max_digits=12, decimal_places=2, default=Decimal("0.00")
    )
    is_open = models.BooleanField(default=False, editable=False)
    charge = models.OneToOneField(
        "payments.Charge",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="invoice_allocation",
        verbose_name=_("charge"),
    )

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["payment", "order"], name="trade_credit_one_allocation"),
            models.UniqueConstraint(
                fields=["order"], condition=Q(is_open=True), name="trade_credit_one_open_card_payment"
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0, discount__gte=0), name="trade_credit_allocation_amounts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payment_id}: {self.order_id}"
