"""Ways to die in the middle of a payment: `python -m tests.races.payments WHAT ORDER`.

The process kills itself (SIGKILL) after Stripe has done it and before anything is written down.
"""

import os
import signal
import sys

import django

django.setup()

from shop.order.models import Order  # noqa: E402
from shop.payments.card import CardPayment  # noqa: E402
from shop.payments.methods import payment_methods  # noqa: E402
from shop.payments.refunds import request_refund  # noqa: E402
from shop.payments.services import check_payment, start_payment  # noqa: E402
from shop.payments.stripe.gateway import StripeGateway  # noqa: E402


def die():
    """End without a word."""
    os.kill(os.getpid(), signal.SIGKILL)


class DyingGateway(StripeGateway):
    """Asks Stripe and does not live to tell."""

    def authorise(self, attempt):
        super().authorise(attempt)
        die()

    def status(self, reference):
        super().status(reference)
        die()

    def refund(self, refund):
        super().refund(refund)
        die()


class DyingPayment(CardPayment):
    gateway = DyingGateway()


def main(what, number):
    """Begin, look or send back, and die."""
    order = Order.objects.get(number=number)
    payment_methods()["card"] = DyingPayment()
    if what == "begin":
        start_payment(order, DyingPayment())
    elif what == "look":
        check_payment(order)
    else:
        request_refund(order, key="crash", extra=order.total_incl_tax)


if __name__ == "__main__":
    main(*sys.argv[1:])
