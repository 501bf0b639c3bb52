"""Oscar's models under our package; ours stand before the star.

Ours: an option of an attribute has a swatch, so that a glaze or a colour can be shown, and a
position, so that S stands before M; a category that is moved in the tree says so.
"""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from oscar.apps.catalogue.abstract_models import AbstractAttributeOption, AbstractCategory

from shop.catalogue.signals import category_moved

COLOURS = RegexValidator(
    r"^#[0-9a-f]{6}(,#[0-9a-f]{6})?\Z",
    _("Write one or two colours as #c8b596 or #c8b596,#2f6d7c."),
)


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
        help_text=_("Orders values such as sizes; values of one position are ordered by their words."),
    )

    class Meta(AbstractAttributeOption.Meta):
        abstract = False
        # Oscar's rule as an expression: two options may share their word in a translation
        # (grey, gray), and by fields it would be laid on every language.
        unique_together = ()
        constraints = [
            models.UniqueConstraint("group", "option", name="catalogue_option_once_per_group"),
        ]


class Category(AbstractCategory):
    """Oscar's category; its place in the tree decides where its products are listed."""

    def move(self, target: "Category", pos: str | None = None) -> None:
        """Move it with all below it, as treebeard does, and send `category_moved`."""
        super().move(target, pos)
        category_moved.send(sender=Category, instance=self)


from oscar.apps.catalogue.models import *  # noqa: E402, F403
