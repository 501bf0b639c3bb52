"""Whom price lists are for, the contexts that come of it, and the rules that build lists."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy

TARGETS = ("everybody", "group", "company", "location", "user")


class PriceContext(models.Model):
    """An ordered choice of lists that holds for some buyers; `signature` are the lists' keys ("3,17").

    Users who read the same lists in the same order share one. `key` is what `User.price_context` holds.
    """

    signature = models.CharField(max_length=400, unique=True)

    class Meta:
        verbose_name = _("price context")
        verbose_name_plural = _("price contexts")

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        """The name of the context: "c12"."""
        return f"c{self.pk}"


class PriceListAssignment(models.Model):
    """For whom a price list is: everybody, a company group, a company, a location, or one user.

    Subsidiaries have the lists of their parent until they are assigned one of their own.
    """

    price_list = models.ForeignKey(
        "partner.PriceList",
        on_delete=models.CASCADE,
        related_name="assignments",
        verbose_name=_("price list"),
    )
    everybody = models.BooleanField(_("everybody"), default=False)
    group = models.ForeignKey(
        "b2b.CompanyGroup",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="price_lists",
        verbose_name=_("company group"),
    )
    company = models.ForeignKey(
        "b2b.Company",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="price_lists",
        verbose_name=_("company"),
    )
    location = models.ForeignKey(
        "b2b.CompanyLocation",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="price_lists",
        verbose_name=_("company location"),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="price_lists",
        verbose_name=_("customer account"),
    )

    class Meta:
        verbose_name = _("assignment of a price list")
        verbose_name_plural = _("assignments of price lists")
        constraints = [
            models.CheckConstraint(
                condition=Q(everybody=True, group=None, company=None, location=None, user=None)
                | Q(everybody=False, group__isnull=False, company=None, location=None, user=None)
                | Q(everybody=False, group=None, company__isnull=False, location=None, user=None)
                | Q(everybody=False, group=None, company=None, location__isnull=False, user=None)
                | Q(everybody=False, group=None, company=None, location=None, user__isnull=False),
                name="price_lists_assigned_to_one",
            ),
            *[
                models.UniqueConstraint(
                    fields=["price_list", target],
                    condition=Q(everybody=True)
                    if target == "everybody"
                    else Q(**{f"{target}__isnull": False}),
                    name=f"price_lists_once_per_{target}",
                )
                for target in TARGETS
            ],
        ]

    def __str__(self) -> str:
        return f"{self.price_list}: {self.target}"

    @property
    def target(self) -> object:
        """Whom it is for: the group, company, location or user; in words for everybody."""
        return self.group or self.company or self.location or self.user or _("everybody")


class PriceRule(models.Model):
    """How a rule-built list makes prices of some products; of several for one product the first holds.

    `percent` is added to the base (-10: ten per cent off), then `amount`; the sum is raised to the ending,
    if one is chosen, and to the cost with `margin_floor` per cent on top, where the cost is known.
    """

    class Base(models.TextChoices):
        """What a price is reckoned from."""

        OWN = "own", _("ordinary price")
        COST = "cost", _("cost")
        LIST = "list", _("another price list")

    class Goods(models.TextChoices):
        """Which products it is for."""

        EVERYTHING = "all", _("All products")
        CATEGORY = "category", _("A category")
        COLLECTION = "collection", _("A collection")

    class Ending(models.TextChoices):
        """What prices end in."""

        EXACT = "", _("not rounded")
        WHOLE = ".00", ".00"
        HALF = ".50", ".50"
        NINETY = ".90", ".90"
        NINETY_FIVE = ".95", ".95"
        NINETY_NINE = ".99", ".99"

    price_list = models.ForeignKey(
        "partner.PriceList", on_delete=models.CASCADE, related_name="rules", verbose_name=_("price list")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    goods = models.CharField(_("applies to"), max_length=10, choices=Goods.choices, default=Goods.EVERYTHING)
    category = models.ForeignKey(
        "catalogue.Category",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("category"),
    )
    collection = models.ForeignKey(
        "offer.Range",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("collection"),
    )
    base = models.CharField(_("reckoned from"), max_length=10, choices=Base.choices, default=Base.OWN)
    base_list = models.ForeignKey(
        "partner.PriceList",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("price list it is reckoned from"),
    )
    percent = models.DecimalField(
        _("plus or minus per cent"), max_digits=7, decimal_places=2, default=Decimal(0)
    )
    amount = models.DecimalField(
        _("plus or minus amount"), max_digits=12, decimal_places=2, default=Decimal(0)
    )
    ending = models.CharField(
        pgettext_lazy("of a price", "ending"), max_length=3, choices=Ending.choices, blank=True, default=""
    )
    margin_floor = models.DecimalField(
        _("margin kept on every product, at least (%)"), max_digits=6, decimal_places=2, null=True, blank=True
    )
    min_quantity = models.PositiveIntegerField(_("from quantity"), default=1)

    class Meta:
        verbose_name = _("price rule")
        verbose_name_plural = _("price rules")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(base="list") | Q(base_list__isnull=False), name="price_lists_rule_names_its_base"
            ),
            models.CheckConstraint(
                condition=Q(percent__gte=-100), name="price_lists_rule_takes_no_more_than_all"
            ),
            models.CheckConstraint(condition=Q(min_quantity__gte=1), name="price_lists_rule_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.get_goods_display()}: {self.percent:+} %"
