"""What a company's people may spend in a period."""
