"""Tags of the order matrix."""
