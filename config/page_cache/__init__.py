"""Whole pages kept for anonymous visitors, and how every write takes them away."""
