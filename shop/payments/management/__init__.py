"""Commands of `payments`."""
