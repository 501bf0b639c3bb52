"""The ledger of what the shop owes in store credit and on gift cards, in double entry.

A transfer has two entries or more that add up to nothing; PostgreSQL checks it when the transaction ends,
and both tables are append-only. An account of a buyer or a card keeps its balance beside, changed by a
conditional update; the shop's own accounts keep none, so that no two checkouts wait for one row.
Amounts are in the account's currency; what is owed to a buyer is positive.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class AccountKind(models.TextChoices):
    """Whose account it is; all but the first two are the shop's own, one of each per currency."""

    CREDIT = "credit", _("store credit of a customer")
    GIFT_CARD = "gift_card", _("gift card")
    ISSUED = "issued", _("issued")
    REDEEMED = "redeemed", _("redeemed")
    EXPIRED = "expired", _("expired")
    ADJUSTED = "adjusted", _("adjustments")

    @classmethod
    def owed(cls) -> list[str]:
        """List the kinds whose balance the shop owes to somebody."""
        return [cls.CREDIT, cls.GIFT_CARD]


class TransferKind(models.TextChoices):
    """What moved the money."""

    ISSUE = "issue", _("gift card issued")
    GRANT = "grant", _("credit granted")
    ADJUST = "adjust", _("adjustment")
    SPEND = "spend", _("paid an order")
    RETURN = "return", _("returned from an order")
    REFUND = "refund", _("refund of an order")
    CLAIM = "claim", _("moved to store credit")
    EXPIRE = "expire", _("expired")
    CANCEL = "cancel", _("gift card taken back")


class LedgerAccount(models.Model):
    """One account: a buyer's credit (a user's, or a guest's by e-mail), a gift card's, one of the shop's."""

    kind = models.CharField(_("kind"), max_length=12, choices=AccountKind.choices)
    currency = models.CharField(_("currency"), max_length=12)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="credit_accounts",
        verbose_name=_("user"),
    )
    email = models.EmailField(_("e-mail"), blank=True)
    balance = models.DecimalField(_("balance"), max_digits=12, decimal_places=2, null=True, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("ledger account")
        verbose_name_plural = _("ledger accounts")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["credit", "gift_card"], balance__isnull=False, balance__gte=0)
                | (~Q(kind__in=["credit", "gift_card"]) & Q(balance__isnull=True)),
                name="store_credit_never_below_zero",
            ),
            models.UniqueConstraint(
                fields=["kind", "currency"],
                condition=~Q(kind__in=["credit", "gift_card"]),
                name="store_credit_one_own_account",
            ),
            models.UniqueConstraint(
                fields=["user", "currency"],
                condition=Q(kind="credit", user__isnull=False),
                name="store_credit_one_account_per_user",
            ),
            models.UniqueConstraint(
                Lower("email"),
                "currency",
                condition=Q(kind="credit", user__isnull=True) & ~Q(email=""),
                name="store_credit_one_account_per_guest",
            ),
        ]
        permissions = [
            ("grant_ledgeraccount", _("Can grant store credit")),
            ("adjust_ledgeraccount", _("Can adjust store credit")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.currency}"


class Transfer(models.Model):
    """One movement of value; `key` names the request for good, so that the same again moves nothing."""

    key = models.CharField(_("idempotency key"), max_length=160, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=TransferKind.choices)
    currency = models.CharField(_("currency"), max_length=12)
    order = models.ForeignKey(
        "order.Order",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="credit_transfers",
        verbose_name=_("order"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    reason = models.CharField(_("reason"), max_length=255, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True, db_index=True)

    #: Whether this very request found it posted before: what follows from it has followed.
    is_repeat = False

    class Meta:
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.key


class LedgerEntry(models.Model):
    """What one transfer adds to one account, or takes from it."""

    transfer = models.ForeignKey(
        Transfer, on_delete=models.PROTECT, related_name="entries", verbose_name=_("transfer")
    )
    account = models.ForeignKey(
        LedgerAccount, on_delete=models.PROTECT, related_name="entries", verbose_name=_("account")
    )
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="store_credit_entry_moves_something"),
            models.UniqueConstraint(
                fields=["transfer", "account"], name="store_credit_one_entry_per_account"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.amount}"

    @property
    def currency(self) -> str:
        """The currency of its account."""
        return self.account.currency
