"""What templates ask about withdrawals and returns."""
