"""Where acting for a buyer ends."""

from django.urls import path

from shop.act_as import views

app_name = "act_as"
urlpatterns = [path("end/", views.finish, name="end")]
