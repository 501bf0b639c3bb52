"""A representative on the road: a day that works without a network, and what was written meanwhile."""
