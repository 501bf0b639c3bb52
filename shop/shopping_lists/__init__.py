"""Named lists of what is bought again, shared and with a cadence."""
