"""The site's addresses and the outbox, which a site in development has."""

from django.urls import path

from config.urls import urlpatterns as site
from shop.mail.outbox import outbox

urlpatterns = [path("outbox/", outbox, name="outbox"), *site]
