"""Who may be the same: what is compared, how it is found among a million, and how it scores."""
