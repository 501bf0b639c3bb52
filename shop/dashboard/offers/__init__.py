"""Oscar's offers in the back office."""
