"""Offers in the back office."""
