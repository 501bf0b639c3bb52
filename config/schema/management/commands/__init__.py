"""Commands of the schema."""
