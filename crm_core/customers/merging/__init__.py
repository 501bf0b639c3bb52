"""Two records of one customer become one, and two again: nothing is lost on either way."""
