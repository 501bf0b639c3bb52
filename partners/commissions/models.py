"""What a partner earns, order by order."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _


class Payout(models.Model):
    """One transfer to a partner, as somebody noted it: `total` in major units of `currency`.

    Its entries lead to it; together they are the total. Nothing of it changes afterwards.
    """

    account = models.ForeignKey(
        "partner_accounts.PartnerAccount",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("partner account"),
    )
    currency = models.CharField(_("currency"), max_length=12)
    total = models.DecimalField(_("amount"), max_digits=14, decimal_places=3)
    reference = models.CharField(_("reference of the transfer"), max_length=140, blank=True)
    paid_at = models.DateTimeField(_("paid"))
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("recorded by"),
    )

    class Meta:
        verbose_name = _("payout")
        verbose_name_plural = _("payouts")
        ordering = ["-paid_at", "-pk"]
        indexes = [models.Index(fields=["-paid_at", "-id"], name="commissions_payouts")]

    def __str__(self) -> str:
        return f"{self.account.company}, {date_format(localtime(self.paid_at), 'DATE_FORMAT')}"


class Commission(models.Model):
    """One entry of a partner's statement: what an order earned, or what was taken back later.

    Amounts are in major units of `currency`. `base` is the order's goods without tax and delivery
    (of an entry taken back: that part of them), `rate` the account's per cent at the time; neither
    changes afterwards. `payable_at` is when the return period ends; it is known once the order is
    paid. `refund` is what an entry was taken back for; without one it is the whole order.
    """

    class Kind(models.TextChoices):
        """Which way the money goes."""

        EARNED = "earned", _("earned")
        TAKEN_BACK = "taken_back", _("clawback")

    class Status(models.TextChoices):
        """Where the money is."""

        PENDING = "pending", _("pending")
        PAYABLE = "payable", _("payable")
        PAID = "paid", _("paid")
        REVERSED = "reversed", _("reversed")

    reference = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    order = models.ForeignKey(
        "order.Order", on_delete=models.PROTECT, related_name="+", verbose_name=_("order")
    )
    account = models.ForeignKey(
        "partner_accounts.PartnerAccount",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("partner account"),
    )
    refund = models.ForeignKey(
        "payments.Refund",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("refund"),
    )
    payout = models.ForeignKey(
        Payout,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="entries",
        verbose_name=_("payout"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.EARNED)
    currency = models.CharField(_("currency"), max_length=12)
    base = models.DecimalField(_("goods excluding tax"), max_digits=14, decimal_places=3)
    rate = models.DecimalField(_("rate (%)"), max_digits=5, decimal_places=2)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=3)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.PENDING)
    accrued_at = models.DateTimeField(_("accrued"))
    payable_at = models.DateTimeField(_("payable from"), null=True, blank=True)
    paid_at = models.DateTimeField(_("paid"), null=True, blank=True)
    reversed_at = models.DateTimeField(_("reversed"), null=True, blank=True)

    class Meta:
        verbose_name = _("commission")
        verbose_name_plural = _("commissions")
        ordering = ["-accrued_at", "-pk"]
        permissions = [("pay_commission", _("Can note commissions as paid out"))]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "account", "kind"],
                condition=Q(refund=None),
                name="commissions_one_entry_of_a_kind_per_order",
            ),
            models.UniqueConstraint(fields=["refund", "account"], name="commissions_one_entry_per_refund"),
            models.CheckConstraint(
                condition=Q(refund=None) | Q(kind="taken_back"), name="commissions_refund_takes_back"
            ),
            models.CheckConstraint(
                condition=Q(kind="earned", amount__gte=0) | Q(kind="taken_back", amount__lte=0),
                name="commissions_sign_follows_kind",
            ),
            models.CheckConstraint(
                condition=Q(status="reversed", reversed_at__isnull=False)
                | (~Q(status="reversed") & Q(reversed_at__isnull=True)),
                name="commissions_reversed_has_a_date",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-accrued_at", "-id"], name="commissions_statement"),
            models.Index(fields=["status", "payable_at"], name="commissions_due"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.amount} {self.currency}"
