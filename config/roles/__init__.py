"""Who works here: the groups that a new shop starts with."""
