"""What to show to whom: interactions and what follows from them."""
