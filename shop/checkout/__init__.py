"""Oscar's `checkout`, forked: one atomic placement, payment outside of it."""
