"""Commands of store credit."""
