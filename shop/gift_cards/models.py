"""Gift cards: who has which, for whom, until when. What is on one is its account of the ledger."""

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shop.time_zones import shop_day


class GiftCardState(models.TextChoices):
    """Whether a card can be used; its account says what is left. A returned one's money went back."""

    ACTIVE = "active", _("active")
    DISABLED = "disabled", _("disabled")
    EXPIRED = "expired", _("expired")
    RETURNED = "returned", _("returned")


class GiftCard(models.Model):
    """One card. Its code is kept nowhere: `code_hash` finds it, `salt` and the secret key make it again.

    `amount` is what it was issued with (gross, its account's currency). Bought ones have the order's line and
    their `number` among its pieces. `send_on` is the day on which the code is mailed to `recipient_email`
    (empty: nobody is written to), None: at once. It can be used up to `expires_on`, that day included.
    """

    account = models.OneToOneField(
        "store_credit.LedgerAccount",
        on_delete=models.PROTECT,
        related_name="gift_card",
        verbose_name=_("account"),
    )
    code_hash = models.CharField(_("code"), max_length=64, unique=True, editable=False)
    salt = models.CharField(_("salt"), max_length=32, editable=False)
    last_four = models.CharField(_("ends with"), max_length=4, db_index=True)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    state = models.CharField(
        _("status"), max_length=10, choices=GiftCardState.choices, default=GiftCardState.ACTIVE
    )
    country = models.CharField(_("country"), max_length=2, blank=True)
    expires_on = models.DateField(_("usable until"), null=True, blank=True, db_index=True)
    order_line = models.ForeignKey(
        "order.Line",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="gift_cards",
        verbose_name=_("order line"),
    )
    number = models.PositiveIntegerField(_("number"), default=1)
    language = models.CharField(_("language"), max_length=10, default=settings.LANGUAGE_CODE)
    sender_name = models.CharField(_("from"), max_length=100, blank=True)
    recipient_name = models.CharField(_("recipient"), max_length=100, blank=True)
    recipient_email = models.EmailField(_("recipient's e-mail"), blank=True)
    message = models.CharField(_("message"), max_length=500, blank=True)
    send_on = models.DateField(_("send on"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("issued by"),
    )
    reason = models.CharField(_("reason"), max_length=255, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("gift card")
        verbose_name_plural = _("gift cards")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="gift_cards_amount_is_positive"),
            models.UniqueConstraint(
                fields=["order_line", "number"],
                condition=Q(order_line__isnull=False),
                name="gift_cards_one_card_per_piece",
            ),
        ]
        indexes = [
            models.Index(fields=["send_on"], condition=Q(sent_at=None), name="gift_cards_to_send"),
        ]
        permissions = [
            ("export_giftcard", _("Can export gift cards and the liability report")),
        ]

    def __str__(self) -> str:
        return f"…{self.last_four}"

    @property
    def currency(self) -> str:
        """The currency of its account."""
        return self.account.currency

    @property
    def balance(self) -> Decimal:
        """What is left on it, usable or not."""
        return Decimal(self.account.balance or 0)

    def is_usable(self, today: date | None = None) -> bool:
        """Tell whether it can be spent: active, and not past its last day."""
        day = today or shop_day()
        return self.state == GiftCardState.ACTIVE and (self.expires_on is None or day <= self.expires_on)

    @property
    def usable_balance(self) -> Decimal:
        """What can be spent from it today."""
        return self.balance if self.is_usable() else Decimal(0)
