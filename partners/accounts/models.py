"""Companies that sell for us, and the people who look after that."""

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class PartnerAccount(models.Model):
    """A company that sends us customers, and what it earns by it.

    `commission_rate` is in per cent of an order's net goods; a change counts for later orders
    only, because each commission keeps the rate it was made with.
    """

    class Status(models.TextChoices):
        """Whether the links work and orders earn."""

        ACTIVE = "active", _("active")
        SUSPENDED = "suspended", _("suspended")

    company = models.ForeignKey(
        "b2b.Company",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("company"),
    )
    code = models.SlugField(
        _("code"),
        max_length=40,
        unique=True,
        help_text=_(
            "Used in the partner's links: /r/code/. Links already shared with an old code keep working."
        ),
    )
    commission_rate = models.DecimalField(
        _("commission rate (%)"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_("On the goods total, excluding tax and delivery. Applies to orders placed from now on."),
    )
    return_period_days = models.PositiveSmallIntegerField(
        _("return period (days)"),
        default=30,
        validators=[MaxValueValidator(365)],
        help_text=_("Days between the payment of an order and the day its commission becomes payable."),
    )
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.ACTIVE)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("partner account")
        verbose_name_plural = _("partner accounts")
        ordering = ["company__name", "pk"]
        permissions = [("export_partneraccount", _("Can export partner accounts"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(commission_rate__gte=0, commission_rate__lte=100),
                name="partner_accounts_rate_is_per_cent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company} ({self.code})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the account and keep its code for good, so that links and clicks of a renamed one count.

        Raises IntegrityError for a code that another account has or had.
        """
        with transaction.atomic():
            super().save(*args, **kwargs)
            kept, _created = PartnerCode.objects.get_or_create(code=self.code, defaults={"account": self})
            if kept.account_id != self.pk:  # guard: code-is-nobody-elses
                raise IntegrityError(f"The code {self.code} belongs to another partner account.")

    @property
    def is_active(self) -> bool:
        """Whether the links work and orders earn."""
        return self.status == self.Status.ACTIVE

    @property
    def referral_path(self) -> str:
        """The path of the partner's link, without the site's address."""
        return reverse("referral", kwargs={"code": self.code})


class PartnerCode(models.Model):
    """A code that an account has or had; no other account ever gets it."""

    account = models.ForeignKey(
        PartnerAccount, on_delete=models.CASCADE, related_name="codes", verbose_name=_("partner account")
    )
    code = models.SlugField(_("code"), max_length=40, unique=True)

    class Meta:
        verbose_name = _("partner code")
        verbose_name_plural = _("partner codes")

    def __str__(self) -> str:
        return self.code


class PartnerDelegate(models.Model):
    """Somebody who acts for an account that their own company does not lead to; for one account at most.

    Everybody else acts for the account of the company whose contact they are, by their role there
    (`partners.accounts.access`). A delegate is a consultant, say, who buys for a company of their own.
    """

    account = models.ForeignKey(
        PartnerAccount,
        on_delete=models.CASCADE,
        related_name="delegates",
        verbose_name=_("partner account"),
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("user")
    )
    role = models.ForeignKey(
        "b2b.CompanyRole", on_delete=models.PROTECT, related_name="+", verbose_name=_("company role")
    )

    class Meta:
        verbose_name = _("partner delegate")
        verbose_name_plural = _("partner delegates")

    def __str__(self) -> str:
        return f"{self.user} ({self.account.code})"
