"""Many products at once, by number, file or matrix."""
