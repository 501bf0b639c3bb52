"""The pages that editors write."""
