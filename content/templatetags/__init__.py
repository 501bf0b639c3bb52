"""What content adds to templates."""
