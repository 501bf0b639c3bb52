"""Which partner sent this visitor."""
