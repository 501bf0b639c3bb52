"""Changing every row that a list's search and filters match, in batches, with progress."""
