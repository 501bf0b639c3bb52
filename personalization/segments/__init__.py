"""What to offer to this visitor, and why."""
