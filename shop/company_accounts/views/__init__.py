"""The pages on which a company's people arrange their own affairs."""
