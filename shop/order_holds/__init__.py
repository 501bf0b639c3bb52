"""Holding an order back, and the queue of those held."""
