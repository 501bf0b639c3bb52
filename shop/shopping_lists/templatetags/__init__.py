"""Filters of the templates of shopping lists."""
