"""The `b2b` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class B2BConfig(AppConfig):
    """Companies that buy."""

    name = "shop.b2b"
    label = "b2b"
    verbose_name = _("B2b")
