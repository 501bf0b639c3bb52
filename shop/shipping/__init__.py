"""Oscar's `shipping`, forked: our delivery methods."""
