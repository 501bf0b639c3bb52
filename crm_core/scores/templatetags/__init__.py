"""Template tags of the scores."""
