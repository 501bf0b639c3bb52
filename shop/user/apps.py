"""The `user` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UserConfig(AppConfig):
    """Who logs in: one account by e-mail address for shop, portal and back office."""

    name = "shop.user"
    label = "user"
    verbose_name = _("User")

    def ready(self) -> None:
        from shop import contact_fields
        from shop.user import mail, receivers

        contact_fields.install()
