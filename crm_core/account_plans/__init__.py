"""What is to be reached with an account in a year, and how far it is."""
