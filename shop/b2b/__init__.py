"""Companies that buy."""
