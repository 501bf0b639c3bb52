"""Codes in the back office."""
