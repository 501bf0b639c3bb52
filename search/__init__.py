"""Listings and search: one typed interface, several engines; the fork of Oscar's `search` app."""
