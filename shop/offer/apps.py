"""Where Oscar finds our fork of `offer`."""

from oscar.apps.offer import apps


class OfferConfig(apps.OfferConfig):
    """Oscar's own label and URLs, our columns."""

    name = "shop.offer"

    def ready(self) -> None:
        """Hear of offers that come and go."""
        super().ready()
        from shop.offer import memory
