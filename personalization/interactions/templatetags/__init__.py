"""Tags for any template."""
