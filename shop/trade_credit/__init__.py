"""What companies may owe: limits, terms, due dates, statements."""
