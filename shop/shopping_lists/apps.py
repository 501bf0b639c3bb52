"""The `shopping_lists` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ShoppingListsConfig(AppConfig):
    """Named lists of what is bought again, shared and with a cadence."""

    name = "shop.shopping_lists"
    label = "shopping_lists"
    verbose_name = _("Shopping lists")

    def ready(self) -> None:
        """Load what registers itself."""
        from shop.shopping_lists import company_permissions, kinds
