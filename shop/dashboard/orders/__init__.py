"""Orders in the back office: a list and a page of our own in place of Oscar's."""
