"""The addresses of special prices in the portal."""

from django.urls import path

from partners.special_prices import views

app_name = "special_prices"
urlpatterns = [
    path("special-prices/", views.agreements, name="agreements"),
    path("special-prices/new/", views.request_price, name="new"),
    path("special-prices/<uuid:reference>/", views.agreement, name="agreement"),
    path("special-price-proofs/<uuid:reference>/", views.proof, name="proof"),
]
