"""Management commands of the timeline."""
