"""Template tags of deals."""
