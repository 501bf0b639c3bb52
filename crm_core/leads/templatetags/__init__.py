"""Template tags of leads."""
