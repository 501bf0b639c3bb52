"""Signals of our own, for what Django's do not tell."""

from django.dispatch import Signal

category_moved = Signal()
"""Sent by `Category.move` with `instance` once the tree has changed; treebeard moves by plain SQL."""

products_placed = Signal()
"""Sent with `product_ids` in the transaction in which products are made or are put into or out of categories.

Whoever writes places in bulk sends it; what is saved one by one is told of by `receivers`.
"""
