"""The addresses of leads in the portal."""

from django.urls import path

from partners.lead_distribution import views

app_name = "lead_distribution"
urlpatterns = [
    path("leads/", views.index, name="index"),
    path("leads/<int:pk>/", views.offer, name="offer"),
    path("leads/<int:pk>/answer/", views.answer, name="answer"),
]
