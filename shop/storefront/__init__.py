"""What a shopper sees of the catalogue: product page, cards, structured data, tags, style guide."""
