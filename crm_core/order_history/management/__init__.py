"""Commands of the order history."""
