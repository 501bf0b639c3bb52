"""The stock in the back office."""
