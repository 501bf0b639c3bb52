"""Kinds of products; one may be a kind of gift cards."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from oscar.apps.catalogue.abstract_models import AbstractProductClass


class ProductClass(AbstractProductClass):
    """Oscar's product class, which may be one of gift cards: sold without tax, neither counted nor shipped.

    A gift card is worth what it costs; with a largest amount its buyer chooses how much that is.
    """

    objects: ClassVar[Any]
    attributes: Any

    shows_matrix = models.BooleanField(
        _("Order matrix"),
        default=False,
        help_text=_(
            "Show everybody a table of all variants on the product page, to order many at once. "
            "Company buyers see it always."
        ),
    )
    is_gift_card = models.BooleanField(
        _("Gift cards"),
        default=False,
        help_text=_("Sold without tax; the code is sent by e-mail once the order is paid."),
    )
    gift_card_minimum = models.DecimalField(
        _("Smallest amount of a gift card"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
    )
    gift_card_maximum = models.DecimalField(
        _("Largest amount of a gift card"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("With both amounts customers choose how much; empty: the product's price is the amount."),
    )

    class Meta(AbstractProductClass.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_gift_card=False) | models.Q(requires_shipping=False, track_stock=False),
                name="catalogue_gift_cards_are_not_things",
            ),
            models.CheckConstraint(
                condition=models.Q(gift_card_minimum=None, gift_card_maximum=None)
                | models.Q(gift_card_minimum__gt=0, gift_card_maximum__gte=models.F("gift_card_minimum")),
                name="catalogue_gift_card_amounts",
            ),
        ]

    def clean(self) -> None:
        """Refuse bounds that contradict each other."""
        super().clean()
        low, high = self.gift_card_minimum, self.gift_card_maximum
        if (low is None) != (high is None) or (low is not None and high is not None and low > high):
            raise ValidationError(
                {"gift_card_maximum": _("Give a smallest and a larger largest amount, or neither.")}
            )

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a gift card is neither shipped nor counted, whatever was ticked."""
        if self.is_gift_card:
            self.requires_shipping = self.track_stock = False
        super().save(*args, **kwargs)
