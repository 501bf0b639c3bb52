"""Commands of the order signals."""
