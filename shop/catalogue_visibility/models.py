"""Rules on who may see which part of the catalogue."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from shop.partner.visibility import EVERYBODY

WHOLE = "catalogue"


class VisibilityRule(models.Model):
    """A part of the catalogue is shown to, or hidden from, everybody, a group or a company with subsidiaries.

    The part is a product with its variants, a category with all below it, or, with neither, the whole
    catalogue. A buyer's nearest rule wins: their company's before its parent's, its group's, everybody's; of
    the same audience a product's before a category's, a deeper category's before an upper one's; of two
    categories of the same depth hidden wins. What no rule reaches everybody sees.
    """

    class Effect(models.TextChoices):
        """What the rule does."""

        HIDDEN = "hidden", pgettext_lazy("of products", "hidden")
        SHOWN = "shown", pgettext_lazy("of products", "shown")

    effect = models.CharField(_("effect"), max_length=10, choices=Effect.choices, default=Effect.HIDDEN)
    company = models.ForeignKey(
        "b2b.Company",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="visibility_rules",
        verbose_name=_("company"),
    )
    group = models.ForeignKey(
        "b2b.CompanyGroup",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="visibility_rules",
        verbose_name=_("company group"),
    )
    category = models.ForeignKey(
        "catalogue.Category",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="visibility_rules",
        verbose_name=_("category"),
    )
    product = models.ForeignKey(
        "catalogue.Product",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="visibility_rules",
        verbose_name=_("product"),
    )
    key = models.CharField(max_length=80, unique=True, editable=False)
    note = models.CharField(_("note"), max_length=200, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("created by"),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("visibility rule")
        verbose_name_plural = _("visibility rules")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(company=None) | Q(group=None), name="visibility_one_audience"),
            models.CheckConstraint(condition=Q(category=None) | Q(product=None), name="visibility_one_part"),
        ]

    def __str__(self) -> str:
        return f"{self.part_name}: {self.get_effect_display()} ({self.audience_name})"

    def save(self, *args: object, **kwargs: object) -> None:
        """Write the key by which there is one rule for each audience and part."""
        self.key = f"{self.audience}|{self.part}"
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def audience(self) -> str:
        """For whom it holds, as profiles name it: "company:7", "group:2" or "everybody"."""
        if self.company_id is not None:
            return f"company:{self.company_id}"
        return EVERYBODY if self.group_id is None else f"group:{self.group_id}"

    @property
    def part(self) -> str:
        """What it is about, for its key: "product:7", "category:3" or "catalogue"."""
        if self.product_id is not None:
            return f"product:{self.product_id}"
        return WHOLE if self.category_id is None else f"category:{self.category_id}"

    @property
    def audience_name(self) -> str:
        """For whom it holds, in words."""
        return str(self.company or self.group or _("everybody"))

    @property
    def part_name(self) -> str:
        """What it is about, in words."""
        if self.product is not None:
            return self.product.get_title()
        return str(_("whole catalogue")) if self.category is None else str(self.category.name)
