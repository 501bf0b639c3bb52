"""Addresses of the shopping lists."""

from django.urls import path

from shop.shopping_lists import order_views, saving_views, settings_views, views

app_name = "shopping_lists"
urlpatterns = [
    path("", views.ListIndexView.as_view(), name="list"),
    path("save/basket/", saving_views.SaveBasketView.as_view(), name="save-basket"),
    path("save/quick-order/", saving_views.SaveQuickOrderView.as_view(), name="save-quick-order"),
    path("save/order/<str:order_number>/", saving_views.SaveOrderView.as_view(), name="save-order"),
    path("save/product/<int:pk>/", saving_views.SaveProductView.as_view(), name="save-product"),
    path("<int:pk>/", views.ListPageView.as_view(), name="page"),
    path("<int:pk>/order/", order_views.OrderListView.as_view(), name="order"),
    path("<int:pk>/settings/", settings_views.ListSettingsView.as_view(), name="settings"),
    path("<int:pk>/duplicate/", settings_views.DuplicateView.as_view(), name="duplicate"),
    path("<int:pk>/skip/", settings_views.SkipView.as_view(), name="skip"),
    path("<int:pk>/delete/", settings_views.DeleteView.as_view(), name="delete"),
    path("<int:pk>/print/", views.PrintView.as_view(), name="print"),
    path("<int:pk>/list.csv", views.ExportView.as_view(), name="export"),
]
