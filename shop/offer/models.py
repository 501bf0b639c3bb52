"""Oscar's models under our package; ours stand before the star.

Ours: `translation.py` gives the words of offers and ranges a column per language, and each always has
an English name, which every other language falls back to.
"""

from typing import Any

from oscar.apps.offer.abstract_models import AbstractConditionalOffer, AbstractRange


class ConditionalOffer(AbstractConditionalOffer):
    """Oscar's offer that is named in English too, whoever made it in whichever language."""

    name_en: str | None  # added by modeltranslation

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Take the name of the writer's language where the English one is missing."""
        self.name_en = self.name_en or self.name
        super().save(*args, **kwargs)


class Range(AbstractRange):
    """Oscar's range, which the shop shows as a collection; it is named in English too."""

    name_en: str | None  # added by modeltranslation

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Take the name of the writer's language where the English one is missing."""
        self.name_en = self.name_en or self.name
        super().save(*args, **kwargs)


from oscar.apps.offer.models import *  # type: ignore[assignment]  # noqa: E402, F403 - ours come first
