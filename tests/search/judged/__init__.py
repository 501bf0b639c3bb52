"""Sixty judged queries on the demo's catalogue."""
