"""Picking, packing and shipping."""
