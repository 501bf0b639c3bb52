"""Management of the schema."""
