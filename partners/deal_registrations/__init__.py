"""Deals that partners register, conflicts, protection."""
