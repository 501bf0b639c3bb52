"""Oscar's `customer.wishlists`, forked: lists that are changed by POST only."""
