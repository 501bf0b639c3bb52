"""Tags of templates about profiles."""
