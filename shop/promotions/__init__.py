"""Promotions for marketers: made, approved, simulated, measured."""
