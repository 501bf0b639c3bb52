"""The `stripe_simulator` app: development settings install it, production's do not."""

from django.apps import AppConfig


class StripeSimulatorConfig(AppConfig):
    """A stand-in for Stripe, and the command that serves it."""

    name = "config.demo.stripe_simulator"
    label = "stripe_simulator"
