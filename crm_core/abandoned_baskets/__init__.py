"""Baskets left behind, the reminder, and the link that brings them back."""
