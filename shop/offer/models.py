"""Oscar's models under our package; ours stand before the star.

Ours: `translation.py` gives the words of offers and ranges a column per language, and each always has
an English name, which every other language falls back to.
"""

from decimal import Decimal
from typing import Any

from django.conf import settings
from oscar.apps.offer.abstract_models import (
    AbstractBenefit,
    AbstractCondition,
    AbstractConditionalOffer,
    AbstractRange,
)

from shop.money import check_payable
from shop.partner.money import round_discount


class ConditionalOffer(AbstractConditionalOffer):
    """Oscar's offer that is named in English too, whoever made it in whichever language."""

    name_en: str | None  # added by modeltranslation

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Take the name of the writer's language where the English one is missing."""
        self.name_en = self.name_en or self.name
        super().save(*args, **kwargs)

    def shipping_discount(self, charge: Decimal, currency: str | None = None) -> Decimal:
        """Take a per cent of the delivery in what the currency has; Oscar rounds to a hundredth."""
        return round_discount(super().shipping_discount(charge, currency), currency)


class Range(AbstractRange):
    """Oscar's range, which the shop shows as a collection; it is named in English too."""

    name_en: str | None  # added by modeltranslation

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Take the name of the writer's language where the English one is missing."""
        self.name_en = self.name_en or self.name
        super().save(*args, **kwargs)


class Benefit(AbstractBenefit):
    """Oscar's benefit, whose amounts are such as the shop's currency can pay."""

    AMOUNTS = (
        AbstractBenefit.FIXED,
        AbstractBenefit.FIXED_UNIT,
        AbstractBenefit.FIXED_PRICE,
        AbstractBenefit.SHIPPING_ABSOLUTE,
        AbstractBenefit.SHIPPING_FIXED_PRICE,
    )

    def clean(self) -> None:
        """Refuse an amount that cannot be paid, beside what Oscar refuses."""
        super().clean()
        if self.type in self.AMOUNTS:
            check_payable(self.value, settings.OSCAR_DEFAULT_CURRENCY)


class Condition(AbstractCondition):
    """Oscar's condition; a sum to be spent is such as the shop's currency can pay."""

    def clean(self) -> None:
        """Refuse a sum that cannot be paid, beside what Oscar refuses."""
        super().clean()
        if self.type == self.VALUE:
            check_payable(self.value, settings.OSCAR_DEFAULT_CURRENCY)


from oscar.apps.offer.models import *  # type: ignore[assignment]  # noqa: E402, F403 - ours come first
