"""What templates of other pages tell of price lists."""
