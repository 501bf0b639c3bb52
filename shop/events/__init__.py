"""The event log: facts written once, delivered at least once to each subscriber."""
