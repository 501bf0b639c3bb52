"""Oscar's ranges, our collections, in the back office."""
