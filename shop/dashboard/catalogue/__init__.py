"""Oscar's products in the back office."""
