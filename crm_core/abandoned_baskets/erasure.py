"""Spells name nobody: they go with the basket, or stay with the nameless record."""

from shop.privacy.erasure.registry import UNRELATED, Unrelated

UNRELATED.register(Unrelated(name="abandoned baskets", fields=("abandoned_baskets.AbandonedBasket.*",)))
