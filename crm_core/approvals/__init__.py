"""Questions that somebody else has to answer before a thing happens."""
