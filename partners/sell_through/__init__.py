"""Partners' reports of stock and sales."""
