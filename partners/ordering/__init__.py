"""Scheduled deliveries, shared forecasts."""
