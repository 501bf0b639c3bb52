"""The back office kit."""
