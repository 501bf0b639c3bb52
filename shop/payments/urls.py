"""The cards that a user keeps."""

from django.urls import path

from shop.payments.card_views import AddCardView, CardsView, DeleteCardView

app_name = "payments"
urlpatterns = [
    path("", CardsView.as_view(), name="cards"),
    path("add/", AddCardView.as_view(), name="card-add"),
    path("<str:reference>/delete/", DeleteCardView.as_view(), name="card-delete"),
]
