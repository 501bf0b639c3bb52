"""Template tags of acting for customers."""
