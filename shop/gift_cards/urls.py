"""Gift cards, for everybody."""

from django.urls import path

from shop.gift_cards.views import print_card, show_balance

app_name = "gift_cards"
urlpatterns = [
    path("", show_balance, name="balance"),
    path("<str:token>/print.pdf", print_card, name="print"),
]
