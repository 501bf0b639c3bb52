"""Where the pieces lie, who holds them, and why there are so many."""
