"""Where Oscar finds our fork of `wishlists`."""

from oscar.apps.wishlists import apps


class WishlistsConfig(apps.WishlistsConfig):
    """Oscar's own label, our model of a list."""

    name = "shop.wishlists"
