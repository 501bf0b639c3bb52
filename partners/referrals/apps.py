"""The `referrals` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReferralsConfig(AppConfig):
    """Which partner sent this visitor."""

    name = "partners.referrals"
    label = "referrals"
    verbose_name = _("Referrals")

    def ready(self) -> None:
        from partners.referrals import attribution
