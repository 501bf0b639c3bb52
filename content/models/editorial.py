"""Blocks that editors add to the page of a category, a product, or a property's value such as a brand."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PublishingPanel
from wagtail.fields import StreamField
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin, TranslatableMixin

from content.blocks import EditorialBlock
from content.choosers import CategoryChooserBlock, ProductChooserBlock
from shop.catalogue.models import AttributeOption, Category, Product
from shop.catalogue.options import listed_options

ONE_PLACE = _("Choose a category, a product or a brand: one of them.")


class ValueField(forms.ModelChoiceField):
    """A choice among the values by which listings can be narrowed, each with its property."""

    def label_from_instance(self, obj: Any) -> str:
        """Say what it is a value of."""
        return f"{obj.group.name}: {obj.option}"


class EditorialForm(WagtailAdminModelForm):
    """Offers the brands and other values that have a page; thousands of sizes elsewhere are no choice."""

    option = ValueField(
        queryset=AttributeOption.objects.none(),
        required=False,
        label=_("Brand or other value"),
        help_text=_("Shown on the page of all products with this brand or value."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer what there is by now."""
        super().__init__(*args, **kwargs)
        if "option" in self.fields:
            self.fields["option"].queryset = listed_options()  # type: ignore[attr-defined]


class Editorial(PreviewableMixin, DraftStateMixin, RevisionMixin, TranslatableMixin, models.Model):
    """What stands below the listing of a category or a brand, or a product's description, in one language.

    A brand is a value of the property `brand`; a glaze or a material may carry blocks in the same way.
    """

    category = models.ForeignKey(
        "catalogue.Category",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("category"),
    )
    product = models.ForeignKey(
        "catalogue.Product",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("product"),
    )
    option = models.ForeignKey(
        "catalogue.AttributeOption",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("brand or other value"),
        help_text=_("Shown on the page of all products with this brand or value."),
    )
    body = StreamField(EditorialBlock(), verbose_name=_("blocks"))
    _revisions = GenericRelation(
        "wagtailcore.Revision",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="editorial",
        for_concrete_model=False,
    )

    panels: ClassVar[list[object]] = [
        MultiFieldPanel(
            [
                FieldPanel("category", widget=CategoryChooserBlock().widget),
                FieldPanel("product", widget=ProductChooserBlock().widget),
                FieldPanel("option"),
            ],
            heading=_("Shown on: a category, a product or a brand"),
        ),
        FieldPanel("body"),
        PublishingPanel(),
    ]

    base_form_class = EditorialForm

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("blocks of a category, product or brand")
        verbose_name_plural = _("blocks of categories, products and brands")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(category__isnull=False, product=None, option=None)
                | models.Q(category=None, product__isnull=False, option=None)
                | models.Q(category=None, product=None, option__isnull=False),
                name="content_editorial_has_one_place",
                violation_error_message=ONE_PLACE,
            ),
            models.UniqueConstraint(
                fields=["category", "locale"],
                name="content_one_editorial_per_category",
                violation_error_message=_("This category has blocks in this language already."),
            ),
            models.UniqueConstraint(
                fields=["product", "locale"],
                name="content_one_editorial_per_product",
                violation_error_message=_("This product has blocks in this language already."),
            ),
            models.UniqueConstraint(
                fields=["option", "locale"],
                name="content_one_editorial_per_option",
                violation_error_message=_("This brand or value has blocks in this language already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} ({self.locale})"

    @admin.display(description=_("Shown on"))
    def shown_on(self) -> str:
        """Name its place in the reader's language: Wagtail's lists show the words of the latest revision."""
        return str(self.place)

    @property
    def place(self) -> Category | Product | AttributeOption | None:
        """Return the category, product or value that it stands at."""
        return self.category or self.product or self.option

    @property
    def revisions(self) -> QuerySet:
        """Return the versions, for Wagtail."""
        return self._revisions

    def clean(self) -> None:
        """Want one place."""
        super().clean()
        if sum(bool(pk) for pk in (self.category_id, self.product_id, self.option_id)) != 1:
            raise ValidationError(ONE_PLACE)

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        """Show the blocks alone on a page of the shop."""
        return "content/editorial_preview.html"
