"""Where a partner's money goes: bank details, how each payout goes out, and the files for the bank."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

SHOWN = 4


class BankDetails(models.Model):
    """The account that a partner is paid to; shown masked to all but those who change it."""

    account = models.OneToOneField(
        "partner_accounts.PartnerAccount",
        on_delete=models.CASCADE,
        related_name="bank_details",
        verbose_name=_("partner account"),
    )
    holder = models.CharField(_("account holder"), max_length=70)
    iban = models.CharField(_("IBAN"), max_length=34)
    bic = models.CharField(_("BIC"), max_length=11, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("changed by"),
    )
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("bank details")
        verbose_name_plural = _("bank details")

    def __str__(self) -> str:
        return self.masked_iban

    @property
    def masked_iban(self) -> str:
        """The IBAN with its country and its last four signs only."""
        return masked(self.iban)


def masked(iban: str) -> str:
    """Hide all of an IBAN but its country and its last four signs."""
    return f"{iban[:2]}•• •••• {iban[-SHOWN:]}" if iban else ""


class PaymentFile(models.Model):
    """Transfers that were handed to the bank in one file; it can be taken again and stays the same."""

    class Format(models.TextChoices):
        """What the bank reads."""

        SEPA = "sepa", _("SEPA credit transfer (pain.001)")
        CSV = "csv", _("table (CSV)")

    file_format = models.CharField(_("format"), max_length=8, choices=Format.choices)
    currency = models.CharField(_("currency"), max_length=12)
    total = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("made by"),
    )

    class Meta:
        verbose_name = _("payment file")
        verbose_name_plural = _("payment files")
        ordering = ["-made_at", "-pk"]
        permissions = [("make_paymentfile", _("Can make payment files for partners"))]

    def __str__(self) -> str:
        return f"PF{self.pk:06}"


class PayoutTransfer(models.Model):
    """How one payout goes out; a bank transfer keeps the details that it went to, and its file."""

    class Method(models.TextChoices):
        """By what the partner is paid."""

        BANK = "bank", _("bank transfer")
        CREDIT = "credit", _("store credit")

    payout = models.OneToOneField(
        "commissions.Payout", on_delete=models.PROTECT, related_name="transfer", verbose_name=_("payout")
    )
    method = models.CharField(_("method"), max_length=8, choices=Method.choices)
    holder = models.CharField(_("account holder"), max_length=70, blank=True)
    iban = models.CharField(_("IBAN"), max_length=34, blank=True)
    bic = models.CharField(_("BIC"), max_length=11, blank=True)
    payment_file = models.ForeignKey(
        PaymentFile,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="transfers",
        verbose_name=_("payment file"),
    )

    class Meta:
        verbose_name = _("payout transfer")
        verbose_name_plural = _("payout transfers")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(method="bank") & ~Q(iban="") | Q(method="credit", payment_file=None, iban=""),
                name="partner_rewards_bank_transfer_has_its_account",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payout_id}: {self.method}"
