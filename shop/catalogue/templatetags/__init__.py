"""Template tags of the storefront's components."""
