"""The `spreadsheets` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SpreadsheetsConfig(AppConfig):
    """Reading and writing tables; it has no database tables."""

    name = "shop.spreadsheets"
    label = "spreadsheets"
    verbose_name = _("Spreadsheets")

    def ready(self) -> None:
        """Put the escape of formulas below every export, Wagtail's and Oscar's own among them."""
        from shop.spreadsheets.exports import make_exports_safe

        make_exports_safe()
