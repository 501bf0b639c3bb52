"""Signals of our own, for what Django's do not tell."""

from django.dispatch import Signal

address_changed = Signal()
"""Sent by `User.save` with `user` and `old`, the address before, inside the transaction of the change."""
