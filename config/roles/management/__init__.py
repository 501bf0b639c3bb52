"""Management of the roles."""
