"""Which partner sent whom, and how often."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BasketReferral(models.Model):
    """The partner by whose link the owner of a basket came last."""

    basket = models.OneToOneField(
        "basket.Basket", on_delete=models.CASCADE, related_name="+", verbose_name=_("basket")
    )
    account = models.ForeignKey(
        "partner_accounts.PartnerAccount",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("partner account"),
    )
    clicked_at = models.DateTimeField(_("clicked"))

    class Meta:
        verbose_name = _("basket's referral")
        verbose_name_plural = _("baskets' referrals")

    def __str__(self) -> str:
        return f"{self.basket_id}: {self.account_id}"


class ReferralClicks(models.Model):
    """How often a partner's link was followed on a day (UTC): a number, no person."""

    account = models.ForeignKey(
        "partner_accounts.PartnerAccount",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("partner account"),
    )
    date = models.DateField(_("date"))
    count = models.PositiveIntegerField(_("clicks"), default=0)

    class Meta:
        verbose_name = _("referral clicks")
        verbose_name_plural = _("referral clicks")
        constraints = [
            models.UniqueConstraint(fields=["account", "date"], name="referrals_one_count_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.date}: {self.count}"
