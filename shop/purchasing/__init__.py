"""Buying stock: low levels, purchase orders, goods received."""
