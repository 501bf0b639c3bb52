"""Warranties in the back office."""
