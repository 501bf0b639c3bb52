"""Tags of the storefront."""
