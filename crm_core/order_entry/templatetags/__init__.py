"""Template tags of order entry."""
