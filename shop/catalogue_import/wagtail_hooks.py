"""The place of catalogue imports in the back office."""

from django.urls import URLResolver, include, path
from wagtail import hooks


@hooks.register("register_admin_urls")
def register_import_urls() -> list[URLResolver]:
    """Mount them at `/cms/catalogue-imports/`."""
    return [path("catalogue-imports/", include("shop.catalogue_import.urls"))]
