"""Prices agreed with some buyers: lists, their prices by quantity, and which context reads which list.

`shop.price_lists` writes them; what reads prices finds them beside the stock record (`listed`).
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy

#: The context of everybody without one of their own; others are `shop.price_lists.models.PriceContext`.
PUBLIC_CONTEXT = 0


class PriceList(models.Model):
    """Prices for those whom the list is assigned to, while it is active and within its dates.

    Amounts are gross at home as everywhere, with `is_net` net. Without `allows_promotions` an agreed price
    stands as it is: no sale price competes with it and no promotion of the basket comes off.
    """

    class Kind(models.TextChoices):
        """Where its prices come from."""

        FIXED = "fixed", _("entered or imported")
        RULES = "rules", _("built by rules")

    name = models.CharField(_("name"), max_length=120, unique=True)
    currency = models.CharField(_("currency"), max_length=3)
    kind = models.CharField(
        pgettext_lazy("of a price list", "kind"), max_length=10, choices=Kind.choices, default=Kind.FIXED
    )
    priority = models.PositiveSmallIntegerField(
        _("priority"), default=0, help_text=_("Of several lists for one buyer the highest comes first.")
    )
    is_active = models.BooleanField(_("active"), default=True)
    start = models.DateTimeField(_("starts"), null=True, blank=True)
    end = models.DateTimeField(
        _("ends"), null=True, blank=True, help_text=_("Empty: until it is switched off.")
    )
    is_net = models.BooleanField(_("prices without tax"), default=False)
    allows_promotions = models.BooleanField(
        _("sales and promotions may lower these prices"),
        default=False,
        help_text=_("Off: the agreed price stands as it is."),
    )
    tiers_across_variants = models.BooleanField(
        _("variants of one product count together"),
        default=False,
        help_text=_("For quantity prices: what the basket holds of all variants reaches the quantity."),
    )
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("price list")
        verbose_name_plural = _("price lists")
        ordering = ["-priority", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(start=None) | Q(end=None) | Q(end__gt=F("start")),
                name="partner_price_list_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ListPrice(models.Model):
    """What one piece of a stock record costs by a list, from `min_quantity` pieces on."""

    price_list = models.ForeignKey(PriceList, on_delete=models.CASCADE, related_name="prices")
    # Its index is the constraint's, which begins with it.
    stockrecord = models.ForeignKey(
        "partner.StockRecord", on_delete=models.CASCADE, related_name="list_prices", db_index=False
    )
    min_quantity = models.PositiveIntegerField(_("from quantity"), default=1)
    price = models.DecimalField(_("price"), max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = _("price of a list")
        verbose_name_plural = _("prices of lists")
        constraints = [
            models.UniqueConstraint(
                fields=["stockrecord", "price_list", "min_quantity"], name="partner_one_price_per_tier"
            ),
            models.CheckConstraint(condition=Q(price__gte=0), name="partner_list_price_not_negative"),
            models.CheckConstraint(condition=Q(min_quantity__gte=1), name="partner_tier_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.stockrecord_id} x {self.min_quantity}: {self.price}"


class ContextList(models.Model):
    """A list that a price context reads, in its place: rank 0 first. Context 0 is everybody's ("public")."""

    context = models.PositiveIntegerField()
    price_list = models.ForeignKey(PriceList, on_delete=models.CASCADE, related_name="contexts")
    rank = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("list of a price context")
        verbose_name_plural = _("lists of price contexts")
        constraints = [
            models.UniqueConstraint(
                fields=["context", "price_list"], name="partner_context_reads_a_list_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.context}: {self.price_list_id}"
