"""The `contact_import` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContactImportConfig(AppConfig):
    """Contacts from files into customers."""

    name = "crm_core.contact_import"
    label = "contact_import"
    verbose_name = _("Contact import")

    def ready(self) -> None:
        from crm_core.contact_import import erasure, kinds, list_links, merging
