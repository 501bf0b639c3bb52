"""Who of the staff looked at, took along or changed what: an append-only log."""
