"""Where Oscar finds our fork of `customer`."""

from oscar.apps.customer import apps


class CustomerConfig(apps.CustomerConfig):
    """Oscar's own label and URLs, our package."""

    name = "shop.customer"
