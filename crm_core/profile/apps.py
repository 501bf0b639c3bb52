"""The `profile` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProfileConfig(AppConfig):
    """What is known of a customer beside the record: contact points, addresses, relations, tags."""

    name = "crm_core.profile"
    label = "profile"
    verbose_name = _("Customer profile")

    def ready(self) -> None:
        from crm_core.profile import (
            columns,
            customer_groups,
            erasure,
            export,
            form_part,
            kinds,
            merging,
            panels,
            subscribers,
        )
