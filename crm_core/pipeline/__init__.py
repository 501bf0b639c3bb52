"""Deals on their way through the stages of a pipeline."""
