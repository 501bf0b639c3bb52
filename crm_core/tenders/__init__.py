"""What a buyer needs, bid for in secret until a deadline, and awarded."""
