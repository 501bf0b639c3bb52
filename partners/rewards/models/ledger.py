"""The ledger of what a partner is owed, and its monthly statements."""

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _


class LedgerEntry(models.Model):
    """One line of a statement; nothing of it is changed or deleted, a correction is an entry of its own.

    `amount` is signed, in major units of `currency`: what was earned is positive, clawbacks and payouts are
    negative, so that all entries add up to what is owed. `base` and `rate` say how it came about. Rewards
    and credits are payable from `payable_at` (None: the order is not paid yet) until `settled_by`; when
    commissions are says `commissions.Commission`.
    """

    class Kind(models.TextChoices):
        """What moved."""

        COMMISSION = "commission", _("commission")
        REWARD = "reward", _("reward")
        CREDIT = "credit", _("special-price credit")
        PAYOUT = "payout", _("payout")

    class Why(models.TextChoices):
        """What happened."""

        EARNED = "earned", _("earned")
        CHANGED = "changed", _("order changed")
        REFUNDED = "refunded", _("clawback after a return or refund")
        CANCELLED = "cancelled", _("clawback after a cancellation")
        LEVEL = "level", _("volume level changed")
        CLAIM = "claim", _("claim approved")
        PAID_OUT = "paid_out", _("paid out")

    reference = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(
        "partner_accounts.PartnerAccount",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("partner account"),
    )
    currency = models.CharField(_("currency"), max_length=12)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    why = models.CharField(_("reason"), max_length=12, choices=Why.choices)
    order = models.ForeignKey(
        "order.Order",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("order"),
    )
    rule = models.ForeignKey(
        "partner_rewards.RewardRule",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reward rule"),
    )
    period_start = models.DateField(_("period from"), null=True, blank=True)
    payout = models.OneToOneField(
        "commissions.Payout",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="ledger_entry",
        verbose_name=_("payout"),
    )
    #: Names what a credit is for, once and for all.
    key = models.CharField(_("idempotency key"), max_length=120, null=True, blank=True, unique=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    base = models.DecimalField(_("goods excluding tax"), max_digits=14, decimal_places=3, default=0)
    rate = models.DecimalField(_("rate (%)"), max_digits=6, decimal_places=2, null=True, blank=True)
    quantity = models.IntegerField(_("units"), null=True, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=3)
    booked_at = models.DateTimeField(_("date"))
    payable_at = models.DateTimeField(_("payable from"), null=True, blank=True)
    settled_by = models.ForeignKey(
        "commissions.Payout",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="settled_entries",
        verbose_name=_("paid out with"),
    )

    class Meta:
        verbose_name = _("statement entry")
        verbose_name_plural = _("statement entries")
        ordering = ["-booked_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="partner_rewards_entry_moves_something"),
            models.CheckConstraint(
                condition=Q(kind="payout", payout__isnull=False) | (~Q(kind="payout") & Q(payout=None)),
                name="partner_rewards_payout_entry_has_its_payout",
            ),
            models.CheckConstraint(
                condition=Q(kind="reward", rule__isnull=False) | (~Q(kind="reward") & Q(rule=None)),
                name="partner_rewards_reward_has_its_rule",
            ),
        ]
        indexes = [
            models.Index(
                fields=["account", "currency", "booked_at", "id"], name="partner_rewards_by_account"
            ),
            models.Index(fields=["order"], name="partner_rewards_by_order"),
            models.Index(
                fields=["account", "currency", "payable_at"],
                condition=Q(settled_by=None, kind__in=["reward", "credit"]),
                name="partner_rewards_unsettled",
            ),
            models.Index(
                fields=["rule", "account", "currency", "period_start"], name="partner_rewards_booked"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.amount} {self.currency}"


class Statement(models.Model):
    """What happened to an account in one currency in one month (of the shop's time zone).

    Opening balance, what was earned, what was taken back, payouts (negative), closing balance. A draft is
    added up anew whenever it is looked at by the task; one that is approved stays as it is.
    """

    class Status(models.TextChoices):
        """How far it is."""

        DRAFT = "draft", _("draft")
        APPROVED = "approved", _("approved")

    account = models.ForeignKey(
        "partner_accounts.PartnerAccount",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("partner account"),
    )
    currency = models.CharField(_("currency"), max_length=12)
    month = models.DateField(_("month"))
    opening = models.DecimalField(_("opening balance"), max_digits=14, decimal_places=3)
    earned = models.DecimalField(_("earned"), max_digits=14, decimal_places=3)
    taken_back = models.DecimalField(_("clawbacks"), max_digits=14, decimal_places=3)
    paid_out = models.DecimalField(_("payouts"), max_digits=14, decimal_places=3)
    closing = models.DecimalField(_("closing balance"), max_digits=14, decimal_places=3)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("approved by"),
    )
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    payout = models.OneToOneField(
        "commissions.Payout",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="statement",
        verbose_name=_("payout"),
    )

    class Meta:
        verbose_name = _("partner statement")
        verbose_name_plural = _("partner statements")
        ordering = ["-month", "account_id", "currency"]
        permissions = [
            ("approve_statement", _("Can approve statements of partners")),
            ("pay_statement", _("Can pay statements of partners")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "currency", "month"], name="partner_rewards_one_statement_a_month"
            ),
            models.CheckConstraint(
                condition=Q(status="approved", approved_at__isnull=False)
                | Q(status="draft", approved_at=None, payout=None),
                name="partner_rewards_approved_has_a_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account.company}, {self.month_name}, {self.currency}"

    @property
    def month_name(self) -> str:
        """The month in the reader's language."""
        return month_name(self.month)


def month_name(month: date) -> str:
    """Name a month in the reader's language."""
    return date_format(month, "YEAR_MONTH_FORMAT")
