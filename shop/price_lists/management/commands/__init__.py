"""Commands of price lists."""
