"""Blocks that editors add to the page of a category or a product."""

from typing import Any, ClassVar

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PublishingPanel
from wagtail.fields import StreamField
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin, TranslatableMixin

from content.blocks import EditorialBlock
from content.choosers import CategoryChooserBlock, ProductChooserBlock


class Editorial(PreviewableMixin, DraftStateMixin, RevisionMixin, TranslatableMixin, models.Model):
    """What stands below the listing of a category or the description of a product, in one language."""

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
    body = StreamField(EditorialBlock(), verbose_name=_("blocks"))
    _revisions = GenericRelation(
        "wagtailcore.Revision",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="editorial",
        for_concrete_model=False,
    )

    panels: ClassVar[list[Any]] = [
        MultiFieldPanel(
            [
                FieldPanel("category", widget=CategoryChooserBlock().widget),
                FieldPanel("product", widget=ProductChooserBlock().widget),
            ],
            heading=_("Where it stands: a category or a product"),
        ),
        FieldPanel("body"),
        PublishingPanel(),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("blocks of a category or product")
        verbose_name_plural = _("blocks of categories and products")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(category=None, product__isnull=False)
                | models.Q(product=None, category__isnull=False),
                name="content_editorial_has_one_place",
                violation_error_message=_("Choose a category or a product: one of the two."),
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
        ]

    def __str__(self) -> str:
        return f"{self.category or self.product} ({self.locale})"

    @property
    def revisions(self) -> Any:
        """Return the versions, for Wagtail."""
        return self._revisions

    def clean(self) -> None:
        """Want one place."""
        super().clean()
        if bool(self.category_id) == bool(self.product_id):
            raise ValidationError(_("Choose a category or a product: one of the two."))

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        """Show the blocks alone on a page of the shop."""
        return "content/editorial_preview.html"
