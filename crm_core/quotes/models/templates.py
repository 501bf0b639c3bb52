"""Templates: lines and terms that offers begin with again and again."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from crm_core.quotes.models.versions import MOST_PIECES

MOST_DAYS = 365


class QuoteTemplate(ClusterableModel):
    """What an offer can begin with: terms, and lines with discounts off each buyer's own list price.

    `valid_days` is for how many days from today an offer made of it holds; None leaves the day open.
    """

    name = models.CharField(pgettext_lazy("of a template", "name"), max_length=100, unique=True)
    is_active = models.BooleanField(
        _("in use"), default=True, help_text=_("Otherwise it is not offered where quotes are written.")
    )
    message = models.TextField(_("message"), max_length=4000, blank=True)
    delivery = models.CharField(pgettext_lazy("of a quote", "delivery"), max_length=300, blank=True)
    payment_terms = models.CharField(_("payment terms"), max_length=300, blank=True)
    valid_days = models.PositiveSmallIntegerField(
        _("valid for days"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
    )
    allows_offers = models.BooleanField(
        _("discounts of the shop come off too"),
        default=False,
        help_text=_("Otherwise promotions and codes change nothing."),
    )
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("quote template")
        verbose_name_plural = _("quote templates")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class QuoteTemplateLine(models.Model):
    """So many pieces of the article with this number, so many per cent below the buyer's list price."""

    template = ParentalKey(
        QuoteTemplate, on_delete=models.CASCADE, related_name="lines", verbose_name=_("quote template")
    )
    sku = models.CharField(_("article number"), max_length=64)
    quantity = models.PositiveIntegerField(
        _("quantity"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_PIECES)]
    )
    discount = models.DecimalField(
        _("discount in percent"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    note = models.CharField(_("remark"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("line of a quote template")
        verbose_name_plural = _("lines of quote templates")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="quotes_template_lines_have_pieces"),
            models.CheckConstraint(
                condition=Q(discount__gte=0, discount__lte=100), name="quotes_template_discount_is_a_share"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.sku}"
