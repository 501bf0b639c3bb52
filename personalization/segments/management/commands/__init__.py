"""Commands of segments."""
