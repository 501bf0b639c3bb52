"""Oscar's `order`, forked: the single door through which an order is written."""
