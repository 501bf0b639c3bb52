"""What a fresh database looks like, so that it need not go through every migration (docs/adr/0014)."""
