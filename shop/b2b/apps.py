"""The `b2b` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class B2BConfig(AppConfig):
    """Companies that buy."""

    name = "shop.b2b"
    label = "b2b"
    verbose_name = _("B2B")

    def ready(self) -> None:
        """Listen to addresses that are proved and to contacts that are written down."""
        from shop.b2b import finding, invitation_mail, receivers
