"""The addresses of sell-through in the portal."""

from django.urls import path

from partners.sell_through import api_views, replenishment_views, views

app_name = "sell_through"
urlpatterns = [
    path("sell-through/", views.OverviewView.as_view(), name="overview"),
    path("sell-through/numbers/", views.MappingsView.as_view(), name="mappings"),
    path("sell-through/keys/", api_views.TokensView.as_view(), name="keys"),
    path("sell-through/template/<slug:kind>/", views.template_file, name="template"),
    path("sell-through/<int:pk>/", views.ReportView.as_view(), name="report"),
    path("sell-through/<int:pk>/file/", views.report_file, name="file"),
    path("stock/", replenishment_views.StockView.as_view(), name="stock"),
    path("api/sell-through/", api_views.upload, name="api"),
]
