"""Rebates and SPIFs by rules."""
