"""Leads that are offered to partners: whom, until when, what they answer and what becomes of them."""
