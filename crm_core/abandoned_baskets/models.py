"""The baskets that were left behind, what was done about each, and the baskets they came back in."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class AbandonedBasket(models.Model):
    """One quiet spell of a basket: nobody touched it for KILN_BASKET_ABANDONED_HOURS since `quiet_since`.

    A basket that is taken up again and left again has a second row. `value` is what its lines came to at
    the prices at which they were put in, tax included, in `currency`. `order` is the one that ended it:
    of the basket itself or of one that it was restored into (ORDERED), or another of its owner (OTHERWISE).
    """

    class Outcome(models.TextChoices):
        """How the spell ended."""

        OPEN = "open", _("still abandoned")
        RESUMED = "resumed", _("taken up again")
        ORDERED = "ordered", _("ordered")
        OTHERWISE = "otherwise", _("ordered something else")
        EMPTIED = "emptied", _("emptied")
        MERGED = "merged", _("joined with another basket")

    basket = models.ForeignKey(
        "basket.Basket", on_delete=models.CASCADE, related_name="+", verbose_name=_("basket")
    )
    customer = models.ForeignKey(
        "customers.Customer",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("customer"),
    )
    quiet_since = models.DateTimeField(_("last changed"))
    abandoned_at = models.DateTimeField(_("abandoned"))
    value = models.DecimalField(_("value"), max_digits=12, decimal_places=2, default=0)
    currency = models.CharField(_("currency"), max_length=12)
    pieces = models.PositiveIntegerField(_("pieces"), default=0)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    restored_at = models.DateTimeField(_("restored"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, default=Outcome.OPEN)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    order = models.ForeignKey(
        "order.Order",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("order"),
    )
    #: The reminder or the link led to the order: see `queries.ATTRIBUTION`.
    is_recovered = models.BooleanField(_("recovered"), default=False)

    class Meta:
        verbose_name = _("abandoned basket")
        verbose_name_plural = _("abandoned baskets")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["basket", "quiet_since"], name="abandoned_baskets_once_per_quiet_spell"
            ),
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(is_recovered=True),
                name="abandoned_baskets_order_recovers_one",
            ),
        ]
        indexes = [
            models.Index(fields=["-abandoned_at", "-id"], name="abandoned_baskets_latest"),
            models.Index(fields=["-value", "-id"], name="abandoned_baskets_by_value"),
            models.Index(fields=["customer", "-abandoned_at"], name="abandoned_baskets_of_customer"),
            models.Index(fields=["basket"], condition=Q(outcome="open"), name="abandoned_baskets_open"),
        ]

    def __str__(self) -> str:
        return f"{self.basket_id} ({self.quiet_since:%Y-%m-%d %H:%M})"


class RestoredBasket(models.Model):
    """Into which basket the lines of an abandoned one came by its link."""

    abandoned = models.ForeignKey(
        AbandonedBasket,
        on_delete=models.CASCADE,
        related_name="restored_baskets",
        verbose_name=_("abandoned basket"),
    )
    basket = models.ForeignKey(
        "basket.Basket", on_delete=models.CASCADE, related_name="+", verbose_name=_("basket")
    )
    restored_at = models.DateTimeField(_("restored"))

    class Meta:
        verbose_name = _("restored basket")
        verbose_name_plural = _("restored baskets")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["abandoned", "basket"], name="abandoned_baskets_restored_once"),
        ]

    def __str__(self) -> str:
        return f"{self.abandoned_id} -> {self.basket_id}"
