"""The signals of a basket, for packages that do not reach Oscar themselves."""

from oscar.apps.basket.signals import basket_addition

__all__ = ["basket_addition"]
