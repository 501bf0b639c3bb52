"""Levels of the partner programme: criteria, reviews, benefits."""
