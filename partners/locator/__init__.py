"""Partner locator: the pages on which customers find a partner near them."""
