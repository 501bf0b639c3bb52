"""Where buyers change their own orders."""

from django.urls import path

from shop.order_changes.buyer_views import AddressView, CancelView

app_name = "order_changes"

urlpatterns = [
    path("<str:token>/cancel/", CancelView.as_view(), name="cancel"),
    path("<str:token>/address/", AddressView.as_view(), name="address"),
]
