"""The `documents` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    """Invoices, credit notes and what goes with a parcel."""

    name = "shop.documents"
    label = "documents"
    verbose_name = _("Documents")
