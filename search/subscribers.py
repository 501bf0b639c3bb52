"""What the index learns from the event log."""
