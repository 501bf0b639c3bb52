"""Oscar's partners, our suppliers, in the back office."""
