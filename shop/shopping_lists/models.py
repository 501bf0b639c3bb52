"""Named lists of what is bought again and again, with whom they are shared, and when they are due."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST_NOTE = 2000
MOST_PIECES = 1_000_000


class ShoppingList(models.Model):
    """A user's list; one with a cadence is a template that says on its day that it is time to order.

    `company` is the company its owner acted for when they wrote it: only its people can be given rights.
    """

    class Cadence(models.TextChoices):
        """In what the time between two orders is counted."""

        NONE = "", _("no reminder")
        WEEKS = "weeks", _("weeks")
        MONTHS = "months", _("months")

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="shopping_lists",
        verbose_name=_("owner"),
    )
    company = models.ForeignKey(
        "b2b.Company",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("company"),
    )
    name = models.CharField(_("name of the list"), max_length=120)
    note = models.TextField(_("note"), blank=True, max_length=LONGEST_NOTE)
    cadence = models.CharField(_("counted in"), max_length=8, blank=True, choices=Cadence.choices, default="")
    every = models.PositiveSmallIntegerField(
        _("every"), default=1, validators=[MinValueValidator(1), MaxValueValidator(52)]
    )
    next_due = models.DateField(_("next order on"), null=True, blank=True)
    is_paused = models.BooleanField(_("paused"), default=False)
    #: The day for which the reminder went out, so that none goes twice.
    reminded_for = models.DateField(_("reminded for"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("shopping list")
        verbose_name_plural = _("shopping lists")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(cadence="") | models.Q(next_due__isnull=False),
                name="shopping_lists_cadence_has_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(every__range=(1, 52)), name="shopping_lists_every_1_to_52"
            ),
        ]
        indexes = [
            models.Index(fields=["next_due"], condition=~models.Q(cadence=""), name="shopping_lists_by_day")
        ]

    def __str__(self) -> str:
        return self.name


class ShoppingListLine(models.Model):
    """A product with the quantity that is usually ordered; `title` names it when it is gone."""

    shopping_list = models.ForeignKey(
        ShoppingList, on_delete=models.CASCADE, related_name="lines", verbose_name=_("shopping list")
    )
    product = models.ForeignKey(
        "catalogue.Product", on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("product")
    )
    title = models.CharField(_("product name"), max_length=255)
    quantity = models.PositiveIntegerField(
        _("quantity"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_PIECES)]
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("line of a shopping list")
        verbose_name_plural = _("lines of shopping lists")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["shopping_list", "product"], name="shopping_lists_product_once"),
            models.CheckConstraint(
                condition=models.Q(quantity__range=(1, MOST_PIECES)), name="shopping_lists_quantity_positive"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ShoppingListShare(models.Model):
    """Who else may use a list: one person of the company, or (without `contact`) everybody of it."""

    class Right(models.IntegerChoices):
        """What they may do; each includes those before it."""

        VIEW = 1, _("view")
        ORDER = 2, _("view and order")
        EDIT = 3, _("view, order and edit")

    shopping_list = models.ForeignKey(
        ShoppingList, on_delete=models.CASCADE, related_name="shares", verbose_name=_("shopping list")
    )
    contact = models.ForeignKey(
        "b2b.CompanyContact",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("colleague"),
    )
    right = models.PositiveSmallIntegerField(_("right"), choices=Right.choices, default=Right.VIEW)

    class Meta:
        verbose_name = _("share of a shopping list")
        verbose_name_plural = _("shares of shopping lists")
        constraints = [
            models.UniqueConstraint(
                fields=["shopping_list", "contact"], name="shopping_lists_once_per_colleague"
            ),
            models.UniqueConstraint(
                fields=["shopping_list"], condition=models.Q(contact=None), name="shopping_lists_company_once"
            ),
            models.CheckConstraint(
                condition=models.Q(right__range=(1, 3)), name="shopping_lists_right_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shopping_list_id}: {self.get_right_display()}"
