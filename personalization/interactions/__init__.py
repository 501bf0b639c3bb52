"""What visitors view, search and buy."""
