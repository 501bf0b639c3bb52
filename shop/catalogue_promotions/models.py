"""Promotions that show as a price: which products cost less, by how much, and when."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from shop.catalogue.models import Category, Product
from shop.configuration.queries import shop_currency
from shop.money import check_payable
from shop.offer.approvals import ApprovalState, Approved
from shop.offer.models import Range
from shop.partner.models import Partner

WHOLE = Decimal(100)
MOST_PRIORITY = 1_000


class CataloguePromotion(Approved):
    """Products that cost less from `start` until `end`; buyers see the price before, struck, beside it.

    Of several for one product the highest priority holds, of equal ones the lowest price. Its prices are
    reckoned ahead by `services` and stand in `shop.partner`. Only an approved one has prices; one that code
    makes is approved, one that somebody types is a draft (`shop.promotions.sales`).
    """

    class Kind(models.TextChoices):
        """How the price is made."""

        PERCENT = "percent", gettext_lazy("Percentage off")
        AMOUNT = "amount", gettext_lazy("Amount off")
        PRICE = "price", gettext_lazy("Set price")

    class Goods(models.TextChoices):
        """What it is for; said outright, so that a list of products that became empty is never all."""

        EVERYTHING = "all", gettext_lazy("All products")
        COLLECTION = "collection", gettext_lazy("A collection")
        CATEGORY = "category", gettext_lazy("A category")
        PRODUCTS = "products", gettext_lazy("Single products")

    name = models.CharField(
        gettext_lazy("Name"), max_length=128, help_text=gettext_lazy("For yourselves; buyers see the price.")
    )
    kind = models.CharField(
        pgettext_lazy("of a discount", "Kind"), max_length=10, choices=Kind.choices, default=Kind.PERCENT
    )
    value = models.DecimalField(
        pgettext_lazy("of a discount", "Value"),
        max_digits=12,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(9_999_999)],
        help_text=gettext_lazy("Per cent, or an amount in the shop's currency."),
    )
    goods = models.CharField(
        gettext_lazy("Applies to"), max_length=10, choices=Goods.choices, default=Goods.EVERYTHING
    )
    collection = models.ForeignKey(
        Range,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=gettext_lazy("Collection"),
        limit_choices_to={"is_for_one_offer": False},
    )
    category = models.ForeignKey(
        Category,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=gettext_lazy("Category"),
    )
    products = models.ManyToManyField(
        Product, blank=True, related_name="+", verbose_name=gettext_lazy("Products")
    )
    partner = models.ForeignKey(
        Partner,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=gettext_lazy("Supplier"),
        help_text=gettext_lazy("Empty: of every supplier."),
    )
    start = models.DateTimeField(gettext_lazy("Starts"))
    end = models.DateTimeField(
        gettext_lazy("Ends"),
        null=True,
        blank=True,
        help_text=gettext_lazy("Empty: until it is switched off."),
    )
    is_on = models.BooleanField(gettext_lazy("On"), default=True)
    priority = models.PositiveSmallIntegerField(
        gettext_lazy("Priority"), default=0, validators=[MaxValueValidator(MOST_PRIORITY)]
    )
    margin_floor = models.DecimalField(
        gettext_lazy("Margin kept on every product, at least (%)"),
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(1_000)],
        help_text=gettext_lazy("Above the cost, without tax. What would fall below is not reduced so far."),
    )
    stacks = models.BooleanField(
        gettext_lazy("Promotions of the basket come off too"),
        default=False,
        help_text=gettext_lazy("Off: what is reduced gets no other promotion."),
    )

    state = models.CharField(
        gettext_lazy("Approval"),
        max_length=10,
        choices=ApprovalState.choices,
        default=ApprovalState.APPROVED,
        editable=False,
    )

    class Meta:
        verbose_name = gettext_lazy("sale")
        verbose_name_plural = gettext_lazy("sales")
        constraints = [
            models.CheckConstraint(condition=Q(value__gt=0), name="catalogue_promotion_takes_something"),
            models.CheckConstraint(
                condition=Q(end=None) | Q(end__gt=F("start")), name="catalogue_promotion_ends_after_start"
            ),
            models.CheckConstraint(
                condition=~Q(kind="percent") | Q(value__lte=WHOLE), name="catalogue_promotion_whole_at_most"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(asked_by=None) | ~Q(decided_by=F("asked_by")),
                name="catalogue_promotion_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse an end before the start, more than all, and what the currency cannot pay, at its field."""
        if self.start and self.end and self.end <= self.start:
            raise ValidationError({"end": _("The end is before the start.")})
        if self.goods == self.Goods.COLLECTION and self.collection_id is None:
            raise ValidationError({"collection": _("Choose a collection.")})
        if self.goods == self.Goods.CATEGORY and self.category_id is None:
            raise ValidationError({"category": _("Choose a category.")})
        if self.value is None:
            return
        if self.kind == self.Kind.PERCENT and self.value > WHOLE:
            raise ValidationError({"value": _("No more than 100 per cent.")})
        if self.kind != self.Kind.PERCENT:
            try:
                check_payable(self.value, shop_currency())
            except ValidationError as error:
                raise ValidationError({"value": error}) from error
