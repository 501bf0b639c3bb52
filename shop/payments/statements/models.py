"""A bank's statement and the transfers on it."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy

MOST = Decimal("9999999999.99")


class BankStatement(models.Model):
    """A file that somebody of the staff imported; the same file again is refused."""

    name = models.CharField(_("file"), max_length=255)
    digest = models.CharField(_("fingerprint"), max_length=64, unique=True)
    kind = models.CharField(_("kind"), max_length=20, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    imported_at = models.DateTimeField(_("imported"), auto_now_add=True)

    class Meta:
        app_label = "payments"
        verbose_name = _("bank statement")
        verbose_name_plural = _("bank statements")
        ordering = ["-imported_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class BankEntry(models.Model):
    """One transfer that came in. `reference` names it for good, whatever file it stands in.

    `assigned` is what of its amount is booked. Staff may divide it: each part is an entry of its own with the
    `parent`, booked for one order; the parent waits until its parts use the sum up.
    """

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open", _("unmatched")
        BOOKED = "booked", _("booked")
        DIVIDED = "divided", _("split")
        SET_ASIDE = "set_aside", _("set aside")

    statement = models.ForeignKey(
        BankStatement, on_delete=models.PROTECT, related_name="entries", verbose_name=_("statement")
    )
    reference = models.CharField(_("reference"), max_length=80, unique=True)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    assigned = models.DecimalField(_("matched"), max_digits=12, decimal_places=2, default=Decimal("0.00"))
    currency = models.CharField(_("currency"), max_length=12)
    booked_on = models.DateField(_("day"))
    payer = models.CharField(pgettext_lazy("bank transfer", "from"), max_length=255, blank=True)
    text = models.CharField(pgettext_lazy("bank transfer", "purpose"), max_length=600, blank=True)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("part of"),
    )
    state = models.CharField(_("status"), max_length=10, choices=State.choices, default=State.OPEN)
    charge = models.OneToOneField(
        "payments.Charge",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="bank_entry",
        verbose_name=_("charge"),
    )

    class Meta:
        app_label = "payments"
        verbose_name = _("bank entry")
        verbose_name_plural = _("bank entries")
        ordering = ["-booked_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payments_entry_is_positive"),
            # SQLite holds more digits than it can give back: one such row, and every list of entries fails.
            models.CheckConstraint(condition=Q(amount__lte=MOST), name="payments_entry_fits_its_column"),
            models.CheckConstraint(
                condition=Q(assigned__gte=0, assigned__lte=F("amount")), name="payments_entry_assigned_once"
            ),
            models.CheckConstraint(
                condition=Q(state="booked", charge__isnull=False) | ~Q(state="booked") & Q(charge=None),
                name="payments_booked_entry_has_a_charge",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def left(self) -> Decimal:
        """Return what of it is not booked yet."""
        return self.amount - self.assigned
