"""A user's store credit."""

from django.urls import path

from shop.gift_cards.views import StoreCreditView

app_name = "store_credit"
urlpatterns = [path("", StoreCreditView.as_view(), name="account")]
