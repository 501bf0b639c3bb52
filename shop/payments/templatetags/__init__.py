"""Tags of `payments`."""
