"""The pages partners log in to."""
