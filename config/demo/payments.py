"""Payments of the demo: without keys to Stripe, its simulator stands in."""


def simulator_environment(port: int) -> dict[str, str]:
    """Return the variables with which Kiln pays by the simulator on this port: nothing else differs."""
    base = f"http://localhost:{port}"
    return {
        "KILN_STRIPE_SECRET_KEY": "sk_test_simulator",
        "KILN_STRIPE_PUBLISHABLE_KEY": "pk_test_simulator",
        "KILN_STRIPE_WEBHOOK_SECRET": "whsec_simulator",
        "KILN_STRIPE_API_BASE": base,
        "KILN_STRIPE_JS_URL": f"{base}/stripe.js",
    }
