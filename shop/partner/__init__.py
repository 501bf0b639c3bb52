"""Oscar's `partner`, forked: the one answer on price and availability; stock taken conditionally."""
