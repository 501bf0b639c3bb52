"""Commands of the customers."""
