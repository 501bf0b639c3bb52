"""Template tags of basket and checkout."""
