"""Tags of the back office."""
