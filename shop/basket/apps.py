"""Where Oscar finds our fork of `basket`."""

from oscar.apps.basket import apps


class BasketConfig(apps.BasketConfig):
    """Oscar's own label and URLs, our package."""

    name = "shop.basket"
