"""The `backoffice` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BackOfficeConfig(AppConfig):
    """What the screens of all slices are made of; it knows none of them."""

    name = "shop.backoffice"
    verbose_name = _("Back office")

    def ready(self) -> None:
        """Have Wagtail's words read in the reader's language."""
        from shop.backoffice.late_words import read_late

        read_late()
