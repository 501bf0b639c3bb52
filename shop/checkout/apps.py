"""Where Oscar finds our fork of `checkout`."""

from oscar.apps.checkout import apps


class CheckoutConfig(apps.CheckoutConfig):
    """Oscar's own label and URLs, our package."""

    name = "shop.checkout"
