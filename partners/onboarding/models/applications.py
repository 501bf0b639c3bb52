"""What somebody who wants to be a partner tells us, and what we answered."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class PartnerApplication(models.Model):
    """One user's wish to become a partner; decided once, by a person.

    `told_at` is when the answer was mailed.
    """

    class Status(models.TextChoices):
        """Where it stands."""

        OPEN = "open", _("open")
        APPROVED = "approved", _("approved")
        DECLINED = "declined", _("declined")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("user")
    )
    company_name = models.CharField(_("company"), max_length=200)
    vat_id = models.CharField(_("VAT id"), max_length=32, blank=True)
    website = models.URLField(_("website"), blank=True)
    country = models.ForeignKey(
        "address.Country",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("country"),
    )
    territory = models.CharField(_("sales area"), max_length=200, blank=True)
    interests = models.ManyToManyField(
        "catalogue.Category", blank=True, related_name="+", verbose_name=_("product interests")
    )
    expected_volume = models.DecimalField(
        _("expected purchases in a year"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    plan = models.TextField(_("how you would promote us"), max_length=2000)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.OPEN)
    account = models.OneToOneField(
        "partner_accounts.PartnerAccount",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("partner account"),
    )
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    created_at = models.DateTimeField(_("requested"), auto_now_add=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    told_at = models.DateTimeField(_("reply sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("partner application")
        verbose_name_plural = _("partner applications")
        ordering = ["-created_at", "-pk"]
        permissions = [("decide_partnerapplication", _("Can decide partner applications"))]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(status="open"), name="partner_onboarding_one_open_per_user"
            ),
            models.CheckConstraint(
                condition=Q(status="open", decided_at__isnull=True)
                | (~Q(status="open") & Q(decided_at__isnull=False)),
                name="partner_onboarding_decided_has_a_date",
            ),
        ]

    def __str__(self) -> str:
        return self.company_name
