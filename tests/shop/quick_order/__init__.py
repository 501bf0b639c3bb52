"""Tests of the quick order."""
