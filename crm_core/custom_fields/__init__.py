"""Fields of customers that staff define themselves, typed and versioned, with their values."""
