"""Where Oscar finds the checkout's session data."""

from shop.checkout_session import CheckoutSessionData

__all__ = ["CheckoutSessionData"]
