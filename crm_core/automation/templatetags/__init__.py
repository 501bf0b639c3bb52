"""Tags of the form of a rule."""
