"""Writing what partners are owed: booking, statements, payouts."""
