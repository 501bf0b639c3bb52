"""The `storefront` app."""

from django.apps import AppConfig


class StorefrontConfig(AppConfig):
    """The pages and parts by which shoppers see the catalogue."""

    name = "shop.storefront"
