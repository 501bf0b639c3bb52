"""Commands of partner rewards."""
