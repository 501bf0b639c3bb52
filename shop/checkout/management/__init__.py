"""Commands of the checkout."""
