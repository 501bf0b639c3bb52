"""Template tags of company accounts."""
