"""Offers and vouchers in the back office."""
