"""The `catalogue_import` app."""

from django.apps import AppConfig


class CatalogueImportConfig(AppConfig):
    """Products from files."""

    name = "shop.catalogue_import"
