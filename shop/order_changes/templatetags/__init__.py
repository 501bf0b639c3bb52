"""Tags of changes."""
