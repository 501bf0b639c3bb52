"""The `custom_fields` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CustomFieldsConfig(AppConfig):
    """Fields of customers that staff define."""

    name = "crm_core.custom_fields"
    label = "custom_fields"
    verbose_name = _("Custom fields")

    def ready(self) -> None:
        from crm_core.custom_fields import columns, erasure, filters, form_part, indexes, merging, panels
