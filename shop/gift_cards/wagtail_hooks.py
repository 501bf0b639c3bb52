"""Gift cards in the back office."""

from django.urls import URLPattern, path
from wagtail import hooks

from shop.backoffice.access import require_permissions
from shop.gift_cards.office import EXPORT, VIEW, GiftCardViewSet
from shop.gift_cards.office_files import liability, print_card
from shop.gift_cards.services import CHANGE


@hooks.register("register_admin_viewset")
def register_gift_cards() -> GiftCardViewSet:
    """Add the list to the back office."""
    return GiftCardViewSet()


@hooks.register("register_admin_urls")
def register_gift_card_pages() -> list[URLPattern]:
    """Mount a card on paper, and the report of what is owed."""
    return [
        path(
            "gift-cards/<int:pk>/print/",
            require_permissions(print_card, [VIEW, CHANGE]),
            name="gift_card_print",
        ),
        path("gift-cards/liability/", require_permissions(liability, [EXPORT]), name="gift_card_liability"),
    ]
