"""Training of recommendations: numpy and scipy, never loaded by a web process."""
