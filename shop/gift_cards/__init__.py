"""Gift cards, on the ledger of store credit."""
