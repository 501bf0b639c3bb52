"""The address of a reminder's link."""

from django.urls import path

from crm_core.abandoned_baskets.views import restore_basket

urlpatterns = [path("basket/<str:token>/", restore_basket, name="restore_basket")]
