"""Where Oscar finds our fork of `shipping`."""

from oscar.apps.shipping import apps


class ShippingConfig(apps.ShippingConfig):
    """Oscar's own label and URLs, our package."""

    name = "shop.shipping"

    def ready(self) -> None:
        """Check the settings; notice what is saved."""
        super().ready()
        from shop.shipping import checks, own_prices, receivers

        own_prices.install()
