"""Mutation testing of the conditions that guard money, stock and ownership: `make mutate` (docs/testing.md)."""
