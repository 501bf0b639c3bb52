"""What pages of other parts show of the stock."""
