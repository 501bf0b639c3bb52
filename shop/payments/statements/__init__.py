"""Bank statements: read, previewed, matched to orders, booked once."""
