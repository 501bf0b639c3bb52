"""The addresses of distributor ordering in the portal."""

from django.urls import path

from partners.ordering import forecast_views, views

app_name = "partner_ordering"
urlpatterns = [
    path("forecast/", forecast_views.ForecastView.as_view(), name="forecast"),
    path("deliveries/", views.ScheduledListView.as_view(), name="deliveries"),
    path("deliveries/new/", views.NewScheduleView.as_view(), name="new"),
    path("deliveries/<int:pk>/", views.ScheduledView.as_view(), name="scheduled"),
]
