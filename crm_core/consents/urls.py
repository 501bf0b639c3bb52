"""Where readers choose, confirm and unsubscribe."""

from django.urls import path

from crm_core.consents import views

app_name = "consents"
urlpatterns = [
    path("", views.subscribe, name="subscribe"),
    path("account/", views.account_choices, name="account"),
    path("choices/<str:token>/", views.choices, name="choices"),
    path("confirm/<str:token>/", views.confirm_question, name="confirm"),
    path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
