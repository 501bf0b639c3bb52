"""Promotions that show as a price, with the lowest price of the last 30 days."""
