"""Prices asked for and offered, version by version, until they become an order."""
