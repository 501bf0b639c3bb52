"""Special prices for named end customers, and claims for what was sold at them (ship and debit)."""

import uuid

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shop.uploads.private import private_storage


class SpecialPriceAgreement(models.Model):
    """A partner may sell a product to one end customer at a lower price, and gets the difference back.

    `unit_price` is what the partner pays in the end for a unit, net, in major units of `currency`;
    `quantity_cap` the most units that can be claimed, `claimed` how many were. Staff approve it.
    """

    class Status(models.TextChoices):
        """How far it is."""

        REQUESTED = "requested", _("requested")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")

    reference = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(
        "partner_accounts.PartnerAccount",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("partner account"),
    )
    product = models.ForeignKey(
        "catalogue.Product", on_delete=models.PROTECT, related_name="+", verbose_name=_("product")
    )
    end_customer = models.CharField(_("end customer"), max_length=120)
    registration = models.CharField(_("deal registration"), max_length=40, blank=True)
    currency = models.CharField(_("currency"), max_length=12)
    unit_price = models.DecimalField(
        _("special price per unit"), max_digits=12, decimal_places=2, validators=[MinValueValidator(0)]
    )
    quantity_cap = models.PositiveIntegerField(_("most units"), validators=[MinValueValidator(1)])
    claimed = models.PositiveIntegerField(_("claimed units"), default=0, editable=False)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"))
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    needs_proof = models.BooleanField(_("claims need a copy of the invoice"), default=False)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.REQUESTED)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("requested by"),
    )
    created_at = models.DateTimeField(_("requested"), auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("special-price agreement")
        verbose_name_plural = _("special-price agreements")
        ordering = ["-created_at", "-pk"]
        permissions = [("decide_specialpriceagreement", _("Can decide on special prices"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(claimed__lte=F("quantity_cap")), name="special_prices_cap_is_kept"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")), name="special_prices_agreement_dates"
            ),
            models.CheckConstraint(condition=Q(unit_price__gte=0), name="special_prices_price_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.product}, {self.end_customer}"

    @property
    def left(self) -> int:
        """How many units can still be claimed."""
        return self.quantity_cap - self.claimed


def proof_path(claim: "Claim", name: str) -> str:
    """Return where a proof lies: below its claim's reference, under the name that the gate gave it."""
    return f"special-price-claims/{claim.reference}/{name}"


class Claim(models.Model):
    """Units that a partner sold under an agreement and wants the difference for.

    The invoice is the proof of the sale; `proof` is its copy, which the agreement may ask for. It is matched
    with what the partner reported as sold to the end customer and with what it bought: `purchases` says which
    units of which order lines, so that no unit that was sold and none that was bought is claimed twice.
    `amount` is what they cost more than agreed.
    """

    class Status(models.TextChoices):
        """How far it is."""

        SUBMITTED = "submitted", _("submitted")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")

    reference = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(
        SpecialPriceAgreement, on_delete=models.PROTECT, related_name="claims", verbose_name=_("agreement")
    )
    invoice_number = models.CharField(_("invoice number"), max_length=60)
    sold_on = models.DateField(_("sold on"))
    quantity = models.PositiveIntegerField(_("units"), validators=[MinValueValidator(1)])
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    proof = models.FileField(
        _("copy of the invoice"), upload_to=proof_path, storage=private_storage, max_length=200, blank=True
    )
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.SUBMITTED)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("submitted by"),
    )
    created_at = models.DateTimeField(_("submitted"), auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("special-price claim")
        verbose_name_plural = _("special-price claims")
        ordering = ["-created_at", "-pk"]
        permissions = [("decide_claim", _("Can decide on special-price claims"))]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "invoice_number"],
                condition=~Q(status="rejected"),
                name="special_prices_one_claim_per_invoice",
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, amount__gt=0), name="special_prices_claim_is_worth_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement}: {self.invoice_number}"


class ClaimPurchase(models.Model):
    """Units of a line that the partner bought and that a claim is for, at the net price that was paid."""

    claim = models.ForeignKey(
        Claim, on_delete=models.CASCADE, related_name="purchases", verbose_name=_("claim")
    )
    line = models.ForeignKey(
        "order.Line", on_delete=models.PROTECT, related_name="+", verbose_name=_("purchase")
    )
    quantity = models.PositiveIntegerField(_("units"), validators=[MinValueValidator(1)])
    unit_price = models.DecimalField(_("price paid per unit"), max_digits=12, decimal_places=4)

    class Meta:
        verbose_name = _("claimed purchase")
        verbose_name_plural = _("claimed purchases")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["claim", "line"], name="special_prices_one_row_per_purchase"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.line_id}"
