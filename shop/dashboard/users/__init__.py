"""Oscar's pages of accounts in the back office."""
