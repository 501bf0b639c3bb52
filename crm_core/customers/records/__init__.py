"""A customer and the records that were merged into it: which they are, and what they show."""
