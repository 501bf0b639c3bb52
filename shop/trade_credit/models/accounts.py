"""Credit limits of companies, what moved them, and what each order on account still asks for.

Amounts are gross. `CreditAccount.used` is changed by one conditional UPDATE in the transaction that writes
the `CreditEntry`, so that parallel orders never exceed a limit; entries are append-only.
"""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round
from django.utils.translation import gettext_lazy as _

ZERO = Decimal("0.00")


class CreditAccount(models.Model):
    """What a company, and its subsidiaries without an account of their own, may owe in a currency.

    Without a `limit` any amount. `used` is what is owed now, orders that were not invoiced yet included;
    `tolerated` is by how much it may stand above the limit, since somebody or the policy allowed it.
    """

    class Policy(models.TextChoices):
        """What becomes of an order that would exceed the limit."""

        REFUSE = "refuse", _("refuse the order")
        APPROVAL = "approval", _("wait for approval by staff")
        HOLD = "hold", _("accept the order and hold it")

    class Status(models.TextChoices):
        """Whether anything may be bought on it."""

        ACTIVE = "active", _("active")
        BLOCKED = "blocked", _("blocked")

    company = models.ForeignKey(
        "b2b.Company", on_delete=models.PROTECT, related_name="credit_accounts", verbose_name=_("company")
    )
    currency = models.CharField(_("currency"), max_length=12)
    limit = models.DecimalField(
        _("credit limit"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Empty: no limit."),
    )
    used = models.DecimalField(_("used"), max_digits=12, decimal_places=2, default=ZERO, editable=False)
    tolerated = models.DecimalField(max_digits=12, decimal_places=2, default=ZERO, editable=False)
    policy = models.CharField(
        _("above the limit"), max_length=10, choices=Policy.choices, default=Policy.REFUSE
    )
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.ACTIVE)
    overdue_block_days = models.PositiveSmallIntegerField(
        _("blocked when overdue for days"),
        null=True,
        blank=True,
        help_text=_("Nothing more is sold on account while an invoice is overdue that long. Empty: never."),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("credit account")
        verbose_name_plural = _("credit accounts")
        ordering = ["company__name", "currency"]
        permissions = [
            ("limit_creditaccount", _("Can set credit limits")),
            ("approve_creditaccount", _("Can approve orders above the credit limit")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["company", "currency"], name="trade_credit_one_account"),
            models.CheckConstraint(
                condition=Q(used__gte=0, tolerated__gte=0) & (Q(limit=None) | Q(limit__gte=0)),
                name="trade_credit_amounts_not_negative",
            ),
            models.CheckConstraint(
                # Rounded: SQLite adds amounts as binary fractions.
                condition=Q(limit=None) | Q(used__lte=Round(F("limit") + F("tolerated"), precision=2)),
                name="trade_credit_limit_holds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company} {self.currency}"

    @property
    def free(self) -> Decimal | None:
        """What may still be bought; None without a limit, never below zero."""
        return None if self.limit is None else max(self.limit - self.used, ZERO)


class CreditEntry(models.Model):
    """One movement of an account, once per `key`; never changed or deleted.

    `amount` is what is owed more (negative: less); for "allocate" by how much the limit moved. `used_after`
    and `limit_after` are what the account had then.
    """

    class Kind(models.TextChoices):
        """What moved it."""

        ALLOCATE = "allocate", _("limit changed")
        PURCHASE = "purchase", _("order")
        PAYMENT = "payment", _("payment")
        REFUND = "refund", _("credited")
        REVERT = "revert", _("cancelled")
        DISCOUNT = "discount", _("early payment discount")
        WRITE_OFF = "write_off", _("written off")
        ADJUST = "adjust", _("adjustment")

    account = models.ForeignKey(
        CreditAccount, on_delete=models.PROTECT, related_name="entries", verbose_name=_("credit account")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    used_after = models.DecimalField(_("used"), max_digits=12, decimal_places=2)
    limit_after = models.DecimalField(_("credit limit"), max_digits=12, decimal_places=2, null=True)
    order = models.ForeignKey(
        "order.Order",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="credit_entries",
        verbose_name=_("order"),
    )
    key = models.CharField(_("cause"), max_length=120, unique=True)
    reason = models.CharField(_("reason"), max_length=255, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    created_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("credit entry")
        verbose_name_plural = _("credit entries")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.key


class Receivable(models.Model):
    """An order on account: who owes it, what of it is open, and the terms it was placed under.

    Terms are those of the day it was placed; a later change moves none. `owed` follows the ledger of
    payments (`services.settle`). Without an `account` no limit counts it.
    """

    order = models.OneToOneField(
        "order.Order", on_delete=models.PROTECT, related_name="receivable", verbose_name=_("order")
    )
    company = models.ForeignKey(
        "b2b.Company", on_delete=models.PROTECT, related_name="receivables", verbose_name=_("company")
    )
    account = models.ForeignKey(
        CreditAccount,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="receivables",
        verbose_name=_("credit account"),
    )
    currency = models.CharField(_("currency"), max_length=12)
    owed = models.DecimalField(_("open amount"), max_digits=12, decimal_places=2)
    placed_on = models.DateField(_("ordered on"))
    terms_days = models.PositiveSmallIntegerField(_("payment terms in days"))
    due_on = models.DateField(_("due on"))
    discount_percent = models.DecimalField(
        _("discount for early payment in %"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    discount_until = models.DateField(_("discount until"), null=True, blank=True)
    over_limit = models.DecimalField(
        _("above the limit by"), max_digits=12, decimal_places=2, default=ZERO, editable=False
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    class Meta:
        verbose_name = _("receivable")
        verbose_name_plural = _("receivables")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(owed__gte=0), name="trade_credit_owed_not_negative"),
            models.CheckConstraint(
                condition=Q(discount_percent=None, discount_until=None)
                | Q(discount_percent__gt=0, discount_percent__lt=100, discount_until__isnull=False),
                name="trade_credit_discount_has_a_day",
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "due_on"], condition=Q(owed__gt=0), name="trade_credit_open_by_company"
            ),
            models.Index(fields=["due_on"], condition=Q(owed__gt=0), name="trade_credit_open_by_day"),
        ]

    def __str__(self) -> str:
        return str(self.order_id)


class CreditApproval(models.Model):
    """An order above the limit that waits for staff: placed, not promised, and paid for by nobody yet."""

    class State(models.TextChoices):
        """What staff said."""

        ASKED = "asked", _("waits for approval")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")

    order = models.OneToOneField(
        "order.Order", on_delete=models.PROTECT, related_name="credit_approval", verbose_name=_("order")
    )
    account = models.ForeignKey(
        CreditAccount, on_delete=models.PROTECT, related_name="approvals", verbose_name=_("credit account")
    )
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    state = models.CharField(_("status"), max_length=10, choices=State.choices, default=State.ASKED)
    note = models.CharField(_("note"), max_length=255, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        verbose_name = _("credit approval")
        verbose_name_plural = _("credit approvals")
        ordering = ["asked_at", "pk"]

    def __str__(self) -> str:
        return str(self.order_id)
