"""Special-price claims matched with sell-through."""
