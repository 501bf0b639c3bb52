"""Addresses of the event log in the back office."""

from django.urls import path

from shop.events import views

app_name = "events"
urlpatterns = [
    path("", views.delivery_list, name="index"),
    path("<int:pk>/", views.delivery_detail, name="detail"),
    path("<int:pk>/replay/", views.replay_one, name="replay"),
    path("replay-dead/", views.replay_dead, name="replay_dead"),
]
