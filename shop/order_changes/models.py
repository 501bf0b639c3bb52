"""What was changed of placed orders: proposed, agreed, applied; the proof of it."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shop.json_types import JsonObject


class OrderChange(models.Model):
    """An applied change of an order. `key` names the request for good: the same again applies nothing.

    `proposals` is what was asked for (`proposals`), `before` and `after` the order's state around it
    (`state`), `credits` the pieces given up with it. Amounts are gross, in the order's currency:
    `difference` is by how much the order's value changed, `due` what the buyer owed afterwards (positive) or
    was given back (negative).
    """

    class Settlement(models.TextChoices):
        """Where money goes that is given back."""

        ORIGINAL = "original", _("to where it came from")
        STORE_CREDIT = "store_credit", _("as store credit")
        SPLIT = "split", _("in part as store credit")

    order = models.ForeignKey(
        "order.Order", on_delete=models.CASCADE, related_name="changes", verbose_name=_("order")
    )
    key = models.CharField(_("idempotency key"), max_length=120)
    reason = models.CharField(_("reason"), max_length=255, blank=True)
    summary = models.CharField(_("what was changed"), max_length=255, blank=True)
    proposals = models.JSONField(_("changes"), default=list)
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("after"), default=dict)
    credits = models.JSONField(_("credited items"), default=list)
    settlement = models.CharField(
        _("refund"), max_length=20, choices=Settlement.choices, default=Settlement.ORIGINAL
    )
    currency = models.CharField(_("currency"), max_length=12)
    difference = models.DecimalField(_("change of value"), max_digits=12, decimal_places=2)
    due = models.DecimalField(_("due"), max_digits=12, decimal_places=2)
    refunded = models.DecimalField(_("given back"), max_digits=12, decimal_places=2, default=Decimal("0.00"))
    # What had been received when it was applied: it is taken back only while that is so.
    received_then = models.CharField(max_length=20, blank=True, editable=False)
    undoes = models.OneToOneField(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="undone_by",
        verbose_name=_("undoes"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    created_at = models.DateTimeField(_("applied"), auto_now_add=True)

    class Meta:
        verbose_name = _("order change")
        verbose_name_plural = _("order changes")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["order", "key"], name="order_changes_once_per_key"),
        ]
        permissions = [("exceed_discount_limit", _("Can give discounts above the limit"))]

    def __str__(self) -> str:
        return self.key

    @property
    def is_undone(self) -> bool:
        """Whether another change took it back."""
        return OrderChange.objects.filter(undoes=self).exists()

    @property
    def kinds(self) -> list[str]:
        """What kinds of proposals it is of."""
        rows: list[JsonObject] = self.proposals
        return [str(row.get("kind")) for row in rows]
