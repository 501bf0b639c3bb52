"""A stand-in for Stripe: the calls Kiln makes, with Stripe's rules, for demos and tests."""
