"""Oscar's `basket`, forked: basket views of our own."""
