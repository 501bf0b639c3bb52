"""Addresses below `/cms/fulfilment/`."""

from django.urls import path

from shop.fulfilment import shipment_page, views

app_name = "fulfilment"
urlpatterns = [
    path("", views.queues, name="queues"),
    path("start/", views.start, name="start"),
    path("pick-lists/<int:pk>/", views.pick_list, name="pick_list"),
    path("parcels/<int:pk>/label/", views.label, name="label"),
    path("parcels/<int:pk>/packing-slip/", views.parcel_slip, name="parcel_slip"),
    path("<int:pk>/", shipment_page.shipment, name="shipment"),
    path("<int:pk>/packing-slip/", views.slip, name="slip"),
]
