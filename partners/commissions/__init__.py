"""What a partner earns, from which order."""
