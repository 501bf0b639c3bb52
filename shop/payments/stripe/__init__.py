"""Stripe: the gateway for cards and wallets, its webhooks, and the cards buyers keep there."""
