"""Training for partners: courses with lessons and a quiz, certificates, and what they open."""
