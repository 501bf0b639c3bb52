"""The addresses of market development funds in the portal."""

from django.urls import path

from partners.funds import views

app_name = "partner_funds"
urlpatterns = [
    path("funds/", views.overview, name="overview"),
    path("funds/new/", views.create, name="create"),
    path("funds/<int:pk>/", views.show, name="show"),
    path("funds/<int:pk>/edit/", views.edit, name="edit"),
    path("funds/<int:pk>/submit/", views.send, name="send"),
    path("funds/<int:pk>/claim/", views.add_claim, name="claim"),
    path("funds/proofs/<int:pk>/", views.proof, name="proof"),
]
