"""Letters to people: one door, one look, never twice, with an outbox to see what became of each."""
