"""What partners may take and use, in versions; what they took; and their own logos."""

from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel

from shop.uploads.private import private_storage


class Asset(ClusterableModel):
    """One piece of material. For partners of certain tiers, else for all; in a language, else for all.

    With `takes_logo` a partner may have a PDF or a picture with their own logo on it.
    """

    class Kind(models.TextChoices):
        """What it is for."""

        BROCHURE = "brochure", _("brochure")
        PICTURE = "picture", _("picture")
        LOGO = "logo", _("logo")
        PRICE_SHEET = "price_sheet", _("price sheet")
        PRESENTATION = "presentation", _("presentation")
        OTHER = "other", pgettext_lazy("asset", "other")

    title = models.CharField(_("title"), max_length=120)
    description = models.TextField(_("description"), max_length=1000, blank=True)
    kind = models.CharField(
        pgettext_lazy("of an asset", "kind"), max_length=12, choices=Kind.choices, default=Kind.BROCHURE
    )
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, blank=True, help_text=_("Empty: for all.")
    )
    tiers: ClassVar[models.ManyToManyField] = ParentalManyToManyField(
        "partner_tiers.Tier",
        blank=True,
        related_name="+",
        verbose_name=_("tiers"),
        help_text=_("Who may use it; empty: all partners."),
    )
    takes_logo = models.BooleanField(
        _("partners may add their logo"),
        default=False,
        help_text=_("For PDFs and pictures: the logo stands in the lower right corner of the last page."),
    )
    is_published = models.BooleanField(_("published"), default=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("asset")
        verbose_name_plural = _("assets")
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title


class AssetVersion(models.Model):
    """A file of an asset, good from a day to a day (both included); the latest that is good is handed out."""

    asset = ParentalKey(Asset, on_delete=models.CASCADE, related_name="versions", verbose_name=_("asset"))
    file = models.FileField(
        _("file"), storage=private_storage, upload_to="partner-assets/%Y/%m", max_length=200
    )
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True, help_text=_("Empty: no end."))
    note = models.CharField(_("what is new"), max_length=200, blank=True)
    number = models.PositiveSmallIntegerField(
        pgettext_lazy("of a file", "version"), default=1, validators=[MinValueValidator(1)]
    )

    class Meta:
        verbose_name = _("version of an asset")
        verbose_name_plural = _("versions of assets")
        ordering = ["-number", "-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["asset", "number"],
                name="partner_assets_one_of_a_number",
                violation_error_message=_("There is a version of this number already."),
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="partner_assets_ends_after_it_begins",
                violation_error_message=_("It ends before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asset} {self.number}"

    def clean(self) -> None:
        """Refuse an end before the beginning."""
        if self.valid_until and self.valid_from and self.valid_until < self.valid_from:
            raise ValidationError({"valid_until": _("It ends before it begins.")})


class AssetDownload(models.Model):
    """Somebody of a partner took a version, with their own logo on it or as it is."""

    version = models.ForeignKey(
        AssetVersion,
        on_delete=models.CASCADE,
        related_name="downloads",
        verbose_name=_("version of an asset"),
    )
    account = models.ForeignKey(
        "partner_accounts.PartnerAccount",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("partner account"),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("user"),
    )
    has_logo = models.BooleanField(_("with their logo"), default=False)
    at = models.DateTimeField(_("downloaded"), auto_now_add=True)

    class Meta:
        verbose_name = _("download of an asset")
        verbose_name_plural = _("downloads of assets")
        ordering = ["-at", "-pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["account", "-at"], name="partner_assets_by_account")]

    def __str__(self) -> str:
        return f"{self.version} {self.account_id}"


class PartnerLogo(models.Model):
    """A partner's own logo, as they sent it; on material that takes one."""

    account = models.OneToOneField(
        "partner_accounts.PartnerAccount",
        on_delete=models.CASCADE,
        related_name="logo",
        verbose_name=_("partner account"),
    )
    file = models.FileField(
        _("logo"), storage=private_storage, upload_to="partner-logos/%Y/%m", max_length=200
    )
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("partner's logo")
        verbose_name_plural = _("partners' logos")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.account)
