"""Warranties: how long, for which serial number, and the repairs under them."""
