"""Benchmarks: run by hand, never a test."""
