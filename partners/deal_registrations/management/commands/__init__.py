"""Commands of deal registrations."""
