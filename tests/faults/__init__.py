"""A small Django app of its own: facts, events and subscribers for tests that kill processes."""
