"""What happened to a customer, in order."""
