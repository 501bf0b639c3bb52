"""Forecasts and quotas hold amounts, and nothing of a person's."""

from shop.privacy.erasure.registry import UNRELATED, Unrelated

UNRELATED.register(Unrelated(name="forecast", fields=("forecast.Quota.*", "forecast.Snapshot.*")))
