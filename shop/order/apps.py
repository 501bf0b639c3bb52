"""Where Oscar finds our fork of `order`."""

from oscar.apps.order import apps


class OrderConfig(apps.OrderConfig):
    """Oscar's own label and URLs, our package."""

    name = "shop.order"
