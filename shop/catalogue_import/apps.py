"""The `catalogue_import` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogueImportConfig(AppConfig):
    """Products from files."""

    name = "shop.catalogue_import"
    label = "catalogue_import"
    verbose_name = _("Catalogue import")
