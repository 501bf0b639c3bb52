"""Management commands of segments."""
