"""Withdrawing from a contract (Directive (EU) 2023/2673)."""
