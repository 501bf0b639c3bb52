"""Prices agreed with companies, groups and people: lists, tiers, rules, the contexts that come of them."""
