"""What stock records tell within the process."""

from django.dispatch import Signal

# Somebody saved a stock record. `before`: the row as it was (None: it is new), `record`: as it is,
# `pieces`: what was entered as the number in stock (None: not counted).
record_entered = Signal()

# Prices of stock records were changed, or are new: `record_ids`.
prices_changed = Signal()
