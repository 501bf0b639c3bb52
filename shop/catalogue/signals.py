"""Signals of our own, for what Django's do not tell."""

from django.dispatch import Signal

category_moved = Signal()
"""Sent by `Category.move` with `instance` once the tree has changed; treebeard moves by plain SQL."""
