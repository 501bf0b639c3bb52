"""Budgets, allocations, requests, claims."""
