"""Store credit: a double-entry ledger that refunds pay into and checkout spends."""
