"""Versions of a quote: what one side asked or offered at a moment, and never again otherwise."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from crm_core.quotes.models.quotes import Quote

MOST_PIECES = 100_000


class QuoteVersion(models.Model):
    """One offer of ours, or one request or counter-offer of the buyer (`by_buyer`).

    The draft of the next one has no `number` and no `sent_at`; a quote has one at most, and it is ours. Once
    sent it is frozen: `digest` is the hash of all that it says. `net` and `gross` are its sums with the tax
    where the buyer is at home; which tax it is in the end, the place of delivery says.
    """

    quote = models.ForeignKey(
        Quote, on_delete=models.CASCADE, related_name="versions", verbose_name=_("quote")
    )
    number = models.PositiveSmallIntegerField(_("version"), null=True, blank=True)
    by_buyer = models.BooleanField(_("by the buyer"), default=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    author_name = models.CharField(_("name"), max_length=200, blank=True)
    message = models.TextField(_("message"), max_length=4000, blank=True)
    delivery = models.CharField(pgettext_lazy("of a quote", "delivery"), max_length=300, blank=True)
    payment_terms = models.CharField(_("payment terms"), max_length=300, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    allows_offers = models.BooleanField(
        _("discounts of the shop come off too"),
        default=False,
        help_text=_("Otherwise promotions and codes change nothing."),
    )
    net = models.DecimalField(_("total without tax"), max_digits=12, decimal_places=2, default=0)
    gross = models.DecimalField(_("total with tax"), max_digits=12, decimal_places=2, default=0)
    digest = models.CharField(_("hash"), max_length=64, blank=True, editable=False)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("version of a quote")
        verbose_name_plural = _("versions of quotes")
        ordering = ["number", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["quote", "number"], name="quotes_version_numbers"),
            models.UniqueConstraint(
                fields=["quote"], condition=Q(sent_at=None), name="quotes_one_draft_per_quote"
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None, number=None, digest="")
                | (Q(sent_at__isnull=False, number__isnull=False) & ~Q(digest="")),
                name="quotes_sent_versions_are_frozen",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quote_id}/{self.number or '–'}"


class QuoteLine(models.Model):
    """So many pieces of a product at a price for one piece, net or gross as the quote says.

    `key` names the line through all versions of its quote. `list_price` is what the product cost the buyer
    when the line was written (None: it has no price), `price` what is offered or, in a buyer's version,
    asked (None: for any). `cost` is what a piece costs us, net; buyers never see it. Sums bear the home tax.
    """

    version = models.ForeignKey(
        QuoteVersion, on_delete=models.CASCADE, related_name="lines", verbose_name=_("version")
    )
    key = models.PositiveSmallIntegerField(_("line"))
    product = models.ForeignKey(
        "catalogue.Product",
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("product"),
    )
    title = models.CharField(_("product"), max_length=255)
    sku = models.CharField(_("SKU"), max_length=64, blank=True)
    quantity = models.PositiveIntegerField(
        _("quantity"), validators=[MinValueValidator(1), MaxValueValidator(MOST_PIECES)]
    )
    list_price = models.DecimalField(_("list price"), max_digits=12, decimal_places=2, null=True, blank=True)
    price = models.DecimalField(
        _("unit price"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    cost = models.DecimalField(_("cost"), max_digits=12, decimal_places=2, null=True, blank=True)
    tax_rate = models.DecimalField(_("tax rate"), max_digits=7, decimal_places=5, default=0)
    net = models.DecimalField(_("without tax"), max_digits=12, decimal_places=2, default=0)
    gross = models.DecimalField(_("with tax"), max_digits=12, decimal_places=2, default=0)
    note = models.CharField(_("remark"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("line of a quote")
        verbose_name_plural = _("lines of quotes")
        ordering = ["version", "key"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="quotes_line_keys"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="quotes_lines_have_pieces"),
            models.CheckConstraint(
                condition=Q(price=None) | Q(price__gte=0), name="quotes_prices_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.title}"

    @property
    def discount(self) -> Decimal | None:
        """How many per cent it is below the list price; None without one, 0 for no less."""
        if not self.list_price or self.price is None:
            return None
        off = (self.list_price - self.price) * 100 / self.list_price
        return max(Decimal(0), off.quantize(Decimal("0.01")))

    @property
    def margin(self) -> Decimal | None:
        """What is left of the net sum after the cost; None where the cost is not known."""
        return None if self.cost is None or self.price is None else self.net - self.cost * self.quantity

    @property
    def margin_percent(self) -> Decimal | None:
        """The margin as a share (%) of the net sum."""
        if self.margin is None or not self.net:
            return None
        return (self.margin * 100 / self.net).quantize(Decimal("0.1"))
