"""Kiln beside the shops it is compared with: the same catalogue, the same six flows, one run, one table."""
