"""Oscar's `wishlists`, forked for keys that cannot be guessed. Its pages are in `shop.customer.wishlists`."""
