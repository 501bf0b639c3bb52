"""Scorecards and business plans of partners, which both sides see alike."""
