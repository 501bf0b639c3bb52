"""Finding customers by any part of a name, an address or a number."""
