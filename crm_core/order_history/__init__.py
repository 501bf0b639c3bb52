"""Orders of the past, of another system or year, written as if they had happened here."""
