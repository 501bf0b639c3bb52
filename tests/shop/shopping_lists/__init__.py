"""Tests of the shopping lists."""
