"""Oscar's models under our package; ours stand before the star.

Ours: `translation.py` gives a voucher's name a column per language, and a voucher always has an English
name, which every other language falls back to: those of a set get theirs from a program.
"""

from typing import Any

from oscar.apps.voucher.abstract_models import AbstractVoucher


class Voucher(AbstractVoucher):
    """Oscar's voucher that is named in English too, whoever made it in whichever language."""

    name_en: str | None  # added by modeltranslation

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Take the name of the writer's language where the English one is missing."""
        self.name_en = self.name_en or self.name
        super().save(*args, **kwargs)


from oscar.apps.voucher.models import *  # type: ignore[assignment]  # noqa: E402, F403 - ours come first
