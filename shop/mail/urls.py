"""Addresses of the mail's pages in the back office, below `/cms/mail-tools/`."""

from django.urls import path

from shop.mail import views

app_name = "mail"
urlpatterns = [
    path("previews/", views.preview_list, name="previews"),
    path("previews/<slug:code>/<slug:language>/", views.preview, name="preview"),
    path("previews/<slug:code>/<slug:language>/body/", views.preview_body, name="preview-body"),
    path("<int:pk>/body/", views.body, name="body"),
    path("<int:pk>/again/", views.again, name="again"),
]
