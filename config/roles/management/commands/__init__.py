"""Commands of the roles."""
