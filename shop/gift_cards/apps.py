"""The `gift_cards` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GiftCardsConfig(AppConfig):
    """Gift cards on the ledger of store credit."""

    name = "shop.gift_cards"
    label = "gift_cards"
    verbose_name = _("Gift cards")

    def ready(self) -> None:
        """Let orders be paid with cards and buy them."""
        from shop.gift_cards import audit, methods, subscribers
