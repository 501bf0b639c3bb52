"""Oscar's models under our package; ours stand before the star.

Ours: an option of an attribute has a swatch, so that a glaze or a colour can be shown.
"""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from oscar.apps.catalogue.abstract_models import AbstractAttributeOption

COLOURS = RegexValidator(
    r"^#[0-9a-f]{6}(,#[0-9a-f]{6})?\Z",
    _("Write one or two colours as #c8b596 or #c8b596,#2f6d7c."),
)


class AttributeOption(AbstractAttributeOption):
    """Oscar's option with the colours it is shown by."""

    swatch = models.CharField(
        _("Swatch"),
        max_length=15,
        blank=True,
        validators=[COLOURS],
        help_text=_("One or two colours, as #c8b596 or #c8b596,#2f6d7c; empty for what has no colour."),
    )

    class Meta(AbstractAttributeOption.Meta):
        abstract = False
        # Oscar's rule as an expression: two options may share their word in a translation
        # (grey, gray), and by fields it would be laid on every language.
        unique_together = ()
        constraints = [
            models.UniqueConstraint("group", "option", name="catalogue_option_once_per_group"),
        ]


from oscar.apps.catalogue.models import *  # noqa: E402, F403
