"""Becoming a partner: asking, and being answered."""
