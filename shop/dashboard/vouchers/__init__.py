"""Oscar's vouchers in the back office."""
