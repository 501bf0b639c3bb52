"""Partner accounts: companies that sell for us."""
