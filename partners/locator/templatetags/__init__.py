"""Template tags of the partner locator."""
