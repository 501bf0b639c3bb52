"""What people agreed to and refused, with the proof, and to whom nothing is sent any more."""
