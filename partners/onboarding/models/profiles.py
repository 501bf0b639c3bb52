"""What a partner says of itself."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PartnerProfile(models.Model):
    """Where a partner sells, what, and how to reach it; it begins with what the application told.

    `completed_at` is when country, website, phone and description were all there for the first time.
    `expected_volume` is what the partner means to buy in a year, in the shop's currency.
    """

    account = models.OneToOneField(
        "partner_accounts.PartnerAccount",
        on_delete=models.CASCADE,
        related_name="profile",
        verbose_name=_("partner account"),
    )
    country = models.ForeignKey(
        "address.Country",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("country"),
    )
    territory = models.CharField(_("sales area"), max_length=200, blank=True)
    website = models.URLField(_("website"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    about = models.TextField(_("about the company"), max_length=2000, blank=True)
    interests = models.ManyToManyField(
        "catalogue.Category", blank=True, related_name="+", verbose_name=_("product interests")
    )
    expected_volume = models.DecimalField(
        _("expected purchases in a year"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    completed_at = models.DateTimeField(_("completed"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("partner profile")
        verbose_name_plural = _("partner profiles")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return str(self.account)

    @property
    def is_complete(self) -> bool:
        """Whether everything is there that others want to know of a partner."""
        return bool(self.country_id and self.website and self.phone and self.about)
