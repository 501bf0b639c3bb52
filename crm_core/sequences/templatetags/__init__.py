"""Template tags of sequences."""
