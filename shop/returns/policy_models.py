"""The shop's rules for what comes back, and the terms that lines were bought under."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from shop.configuration.models import OneRow

MOST_DAYS, MOST_PERCENT = 730, 100


class ReturnSettings(OneRow):
    """The shop's own return policy, on top of what the law gives; it binds buyers and advises staff."""

    class Payer(models.TextChoices):
        """Who pays for sending the pieces back."""

        BUYER = "buyer", _("the customer")
        SHOP = "shop", _("the shop")

    is_offered = models.BooleanField(
        _("customers may ask for a return online"),
        default=True,
        help_text=_("Off: only staff record returns."),
    )
    window_days = models.PositiveSmallIntegerField(
        _("days to return"),
        default=30,
        validators=[MaxValueValidator(MOST_DAYS)],
        help_text=_("Counted from the delivery of the order's last parcel."),
    )
    assumed_delivery_days = models.PositiveSmallIntegerField(
        _("days a parcel is assumed to take"),
        default=7,
        validators=[MaxValueValidator(60)],
        help_text=_("Only where the carrier has not told us the day of delivery."),
    )
    send_within_days = models.PositiveSmallIntegerField(
        _("days to send the items"),
        default=14,
        validators=[MaxValueValidator(MOST_DAYS)],
        help_text=_("From the approval; afterwards the return is shown as late."),
    )
    restocking_percent = models.DecimalField(
        _("restocking fee in percent"),
        max_digits=5,
        decimal_places=2,
        default=0,
        validators=[MaxValueValidator(MOST_PERCENT)],
        help_text=_("Of what was paid for the items. Never on withdrawals or where the shop is at fault."),
    )
    return_delivery_paid_by = models.CharField(
        _("return delivery paid by"), max_length=10, choices=Payer.choices, default=Payer.BUYER
    )
    approves_automatically = models.BooleanField(
        _("approve what the policy allows without a person"), default=False
    )
    address = models.TextField(
        _("return address"), blank=True, max_length=500, help_text=_("Empty: the address of the shop.")
    )
    instructions = models.TextField(_("packing instructions"), blank=True, max_length=2000)

    class Meta(OneRow.Meta):
        verbose_name = _("return policy")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class CategoryRule(models.Model):
    """What holds for a category and all below it: final sale, or other days than the shop's."""

    category = models.OneToOneField(
        "catalogue.Category", on_delete=models.CASCADE, related_name="return_rule", verbose_name=_("category")
    )
    is_final_sale = models.BooleanField(_("final sale"), default=False)
    window_days = models.PositiveSmallIntegerField(
        _("days to return"), null=True, blank=True, validators=[MaxValueValidator(MOST_DAYS)]
    )

    class Meta:
        verbose_name = _("return rule of a category")
        verbose_name_plural = _("return rules of categories")
        ordering = ["category__path"]

    def __str__(self) -> str:
        return str(self.category)


class ReturnReason(models.Model):
    """Why something goes back. Where the shop is at fault it pays the way back and takes no fee."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    is_our_fault = models.BooleanField(_("the shop is at fault"), default=False)
    asks_for_photos = models.BooleanField(_("ask for photos"), default=False)
    is_active = models.BooleanField(_("offered"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("return reason")
        verbose_name_plural = _("return reasons")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class LineTerms(models.Model):
    """The terms a line was bought under, written when it was placed: later changes do not bind it."""

    line = models.OneToOneField(
        "order.Line", on_delete=models.CASCADE, related_name="return_terms", verbose_name=_("line")
    )
    window_days = models.PositiveSmallIntegerField(_("days to return"))
    is_final_sale = models.BooleanField(_("final sale"), default=False)
    exclusion = models.CharField(_("excluded from withdrawal"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("return terms of a line")
        verbose_name_plural = _("return terms of lines")

    def __str__(self) -> str:
        return str(self.line_id)
