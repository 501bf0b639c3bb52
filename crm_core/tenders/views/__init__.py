"""Pages of tenders for buyers and for colleagues."""
