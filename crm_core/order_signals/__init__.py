"""What an account's orders say: due, less than before, lapsed, back again."""
