"""Oscar's models under our package; ours stand before the star.

Ours: an option of an attribute has a swatch, so that a glaze or a colour can be shown, and a
position, so that S stands before M; an attribute says whether listings can be narrowed by it;
a variant is named by what sets it apart; a product says in which quantities it is ordered;
a category that is moved in the tree says so; loads of files are kept with what was wrong in them.
"""

from decimal import Decimal
from operator import itemgetter
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import IntegrityError, models, transaction
from django.db.models.functions import Coalesce
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _, pgettext
from oscar.apps.catalogue.abstract_models import (
    AbstractAttributeOption,
    AbstractAttributeOptionGroup,
    AbstractCategory,
    AbstractProduct,
    AbstractProductAttribute,
)

from shop.catalogue.import_models import ImportProblem as ImportProblem, ImportRun as ImportRun  # noqa: PLC0414
from shop.catalogue.limits import check_limits, limits_of
from shop.catalogue.product_classes import ProductClass as ProductClass  # noqa: PLC0414 - one of the app's models
from shop.catalogue.return_terms import WithdrawalExclusion
from shop.catalogue.signals import category_moved
from shop.catalogue.slugs import category_slug, is_usable_slug, option_slug, usable_slug
from shop.catalogue.units import SOLD_BY_HELP, ContentUnit, SalesUnit
from shop.catalogue.visibility import HasVisibility, VisibilityProfile as VisibilityProfile  # noqa: PLC0414

#: So many values of an attribute are named in the list of attributes.
SUMMARISED, SUMMARY_LENGTH = 8, 120
#: What is told of a product as it is packed: grams and millimetres.
SIZE_FIELDS = ("weight", "length", "width", "height")
#: A tonne, ten metres: what is more was typed in another unit.
MOST_GRAMS, MOST_MILLIMETRES = 1_000_000, 10_000
COLOURS = RegexValidator(
    r"^#[0-9a-f]{6}(,#[0-9a-f]{6})?\Z",
    _("Write one or two colours as #c8b596 or #c8b596,#2f6d7c."),
)


class AttributeOptionGroup(AbstractAttributeOptionGroup):
    """Oscar's group, whose list shows its first values: there may be hundreds, and some are sentences."""

    @property
    def option_summary(self) -> str:
        """Name the first values, and say how many there are where that is not all."""
        options = [str(option) for option in self.options.all()]
        between = pgettext("between the items of a list", ", ")
        shown = Truncator(between.join(options[:SUMMARISED])).chars(SUMMARY_LENGTH)
        if len(options) <= SUMMARISED:
            return shown
        return f"{shown} … ({len(options)})"


class AttributeOption(AbstractAttributeOption):
    """Oscar's option with the colours it is shown by and its place among its like."""

    swatch = models.CharField(
        _("Swatch"),
        max_length=15,
        blank=True,
        validators=[COLOURS],
        help_text=_("One or two colours, as #c8b596 or #c8b596,#2f6d7c; empty for what has no colour."),
    )
    position = models.PositiveIntegerField(
        _("Position"),
        default=0,
        help_text=_("Sorts values such as sizes; values with the same position are sorted alphabetically."),
    )
    slug = models.CharField(_("URL slug"), max_length=255, blank=True, default="", editable=False)

    class Meta(AbstractAttributeOption.Meta):
        abstract = False
        # Oscar's rule as an expression: two options may share their word in a translation
        # (grey, gray), and by fields it would be laid on every language.
        unique_together: ClassVar[Any] = ()
        constraints = [
            models.UniqueConstraint("group", "option", name="catalogue_option_once_per_group"),
            models.UniqueConstraint(
                fields=["group", "slug"],
                condition=~models.Q(slug=""),
                name="catalogue_one_address_per_option",
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with an address of its own; one that another value took meanwhile is chosen anew, once."""
        self._find_slug(kwargs)
        try:
            with transaction.atomic(using=kwargs.get("using")):
                super().save(*args, **kwargs)
        except IntegrityError:
            if option_slug(self) == self.slug:
                raise
            self._find_slug(kwargs)
            super().save(*args, **kwargs)

    def _find_slug(self, kwargs: dict[str, Any]) -> None:
        slug = option_slug(self)
        if slug != self.slug and kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "slug"}
        self.slug = slug


class ProductAttribute(AbstractProductAttribute):
    """Oscar's attribute that says whether listings can be narrowed by it."""

    is_facet = models.BooleanField(
        _("Use as filter"),
        default=True,
        help_text=_("For attributes with options: whether customers can filter listings by it."),
    )


class Product(HasVisibility, AbstractProduct):
    """Oscar's product; a variant's name is its parent's title and what sets it apart.

    Four numbers limit what one order may hold of it (see `shop.catalogue.limits`); empty is
    no rule, and a variant's empty number is its parent's.
    """

    # Oscar's field with an index of the variants alone (below): nine products of ten have no parent, and
    # SQLite took the full index for "has none" instead of one that has the list's order.
    parent = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        db_index=False,
        related_name="children",
        verbose_name=AbstractProduct._meta.get_field("parent").verbose_name,
        help_text=AbstractProduct._meta.get_field("parent").help_text,
    )
    order_minimum = models.PositiveIntegerField(
        _("Minimum order quantity"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    order_maximum = models.PositiveIntegerField(
        _("Maximum order quantity"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    order_multiple = models.PositiveIntegerField(
        _("Order in multiples of"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("With 6, customers can order 6, 12, 18 and so on."),
    )
    pack_size = models.PositiveIntegerField(
        _("Pack size"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Number of units the price covers; the unit price is shown next to it."),
    )
    sales_unit = models.CharField(
        _("Sold by the"), max_length=10, blank=True, choices=SalesUnit.choices, help_text=SOLD_BY_HELP
    )
    content_amount = models.DecimalField(
        _("Net content"),
        max_digits=9,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.001"))],
        help_text=_("With a unit of measure the price per kilogram, litre or metre is shown."),
    )
    content_unit = models.CharField(
        _("Unit of measure"), max_length=3, blank=True, choices=ContentUnit.choices
    )
    # What is sold in its place once it is not any more; a variant without one has its parent's.
    replacement = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Replaced by"),
        help_text=_("Offered to who wants to order this product again when it is not sold any more."),
    )
    withdrawal_exclusion = models.CharField(
        _("Excluded from withdrawal"),
        max_length=20,
        blank=True,
        choices=WithdrawalExclusion.choices,
        help_text=_("Only for what the law excludes; customers read it before they buy."),
    )
    is_final_sale = models.BooleanField(
        _("Final sale"),
        default=False,
        help_text=_("The shop's own return policy does not cover it; the right of withdrawal stays."),
    )
    # As it is packed, for parcels and prices of delivery; a variant's empty number is its parent's.
    weight = models.PositiveIntegerField(
        _("Weight (grams)"), null=True, blank=True, validators=[MaxValueValidator(MOST_GRAMS)]
    )
    length = models.PositiveIntegerField(
        _("Length (mm)"), null=True, blank=True, validators=[MaxValueValidator(MOST_MILLIMETRES)]
    )
    width = models.PositiveIntegerField(
        _("Width (mm)"), null=True, blank=True, validators=[MaxValueValidator(MOST_MILLIMETRES)]
    )
    height = models.PositiveIntegerField(
        _("Height (mm)"), null=True, blank=True, validators=[MaxValueValidator(MOST_MILLIMETRES)]
    )

    class Meta(AbstractProduct.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(condition=~models.Q(slug=""), name="catalogue_product_has_slug"),
            models.CheckConstraint(
                condition=models.Q(replacement__isnull=True) | ~models.Q(replacement=models.F("pk")),
                name="catalogue_not_replaced_by_itself",
            ),
            models.CheckConstraint(
                condition=models.Q(order_minimum__isnull=True) | models.Q(order_minimum__gte=1),
                name="catalogue_order_minimum_positive",
            ),
            models.CheckConstraint(
                condition=models.Q(order_multiple__isnull=True) | models.Q(order_multiple__gte=1),
                name="catalogue_order_multiple_positive",
            ),
            models.CheckConstraint(
                condition=models.Q(pack_size__isnull=True) | models.Q(pack_size__gte=1),
                name="catalogue_pack_size_positive",
            ),
            models.CheckConstraint(
                condition=models.Q(order_maximum__isnull=True)
                | (
                    models.Q(order_maximum__gte=Coalesce("order_minimum", 1))
                    & models.Q(order_maximum__gte=Coalesce("order_multiple", 1))
                ),
                name="catalogue_order_maximum_reachable",
            ),
        ]
        # The list of the back office, which holds no variants; what lacks a name in a language.
        indexes = [
            models.Index(
                fields=["parent"], condition=models.Q(parent__isnull=False), name="catalogue_variants"
            ),
            models.Index(
                fields=["-date_updated", "-id"], condition=models.Q(parent=None), name="catalogue_by_change"
            ),
            models.Index(
                fields=["is_public", "-date_updated", "-id"],
                condition=models.Q(parent=None),
                name="catalogue_by_sale",
            ),
            models.Index(
                fields=["-date_created", "-id"], condition=models.Q(parent=None), name="catalogue_by_creation"
            ),
            models.Index(
                fields=["title_en", "id"], condition=models.Q(parent=None), name="catalogue_by_name"
            ),
            models.Index(
                fields=["title_zh_hans", "id"], condition=models.Q(parent=None), name="catalogue_by_name_hans"
            ),
            models.Index(
                fields=["title_zh_hant", "id"], condition=models.Q(parent=None), name="catalogue_by_name_hant"
            ),
        ]

    def save(self, *args: object, **kwargs: object) -> None:
        """Save with a slug that an address can hold."""
        if not is_usable_slug(self.slug):
            self.slug = usable_slug(self.slug, self.get_title(), self.code, self.upc)
        product_class = self.product_class or (self.parent.product_class if self.parent else None)
        if product_class is not None and product_class.is_gift_card:
            self.is_discountable = False  # money for less money
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Refuse rules that no quantity satisfies, beside what Oscar refuses."""
        super().clean()
        check_limits(limits_of(self))
        if (self.content_amount is None) != (not self.content_unit):
            missing = "content_amount" if self.content_amount is None else "content_unit"
            raise ValidationError({missing: _("Net content and unit of measure belong together.")})

    @property
    def attribute_summary(self) -> str:
        """What sets a variant apart among its like, in the reader's language: "Tide, 42 cm".

        The options of its own attributes, in their order. Empty for products that are no variant.
        One query, none where `attribute_values` are prefetched with attribute and option.
        """
        if not self.is_child:
            return ""
        values = self.attribute_values.all()
        if "attribute_values" not in getattr(self, "_prefetched_objects_cache", {}):
            values = values.select_related("attribute", "value_option")
        options = [(v.attribute_id, v.value_option) for v in values if v.attribute.type == "option"]
        words = [option.option for _place, option in sorted(options, key=itemgetter(0)) if option]
        return pgettext("punctuation", ", ").join(words)


class Category(HasVisibility, AbstractCategory):
    """Oscar's category; its place in the tree decides where its products are listed."""

    class Meta(AbstractCategory.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(condition=~models.Q(slug=""), name="catalogue_category_has_slug")
        ]

    def save(self, *args: object, **kwargs: object) -> None:
        """Save with a slug that an address can hold, unlike those of its siblings."""
        self.slug = category_slug(self)
        super().save(*args, **kwargs)

    def move(self, target: "Category", pos: str | None = None) -> None:
        """Move it with all below it, as treebeard does, and send `category_moved`."""
        super().move(target, pos)
        category_moved.send(sender=Category, instance=self)


from oscar.apps.catalogue.models import *  # type: ignore[assignment]  # noqa: E402, F403
