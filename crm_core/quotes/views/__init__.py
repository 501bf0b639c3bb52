"""Pages of quotes: asking, the buyer's page, the back office."""
