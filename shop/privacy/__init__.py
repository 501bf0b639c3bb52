"""What somebody may ask of their own data: to be addressed their way, to have it, to be forgotten."""
