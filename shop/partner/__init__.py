"""Oscar's `partner`, forked: the one answer on price and availability; stock is taken by a conditional update."""
