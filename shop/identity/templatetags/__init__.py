"""What templates say of the shop."""
