"""What this slice enters in the registries of payments."""

from datetime import date
from decimal import Decimal

from shop.order.models import Order
from shop.payments.joint import EARLY_PAYMENT, JOINT_PAYMENTS, EarlyPayment, JointPayments
from shop.trade_credit.early_payment import discount_open
from shop.trade_credit.invoice_payments import announced, arrived, book_fact


def _discount(order: Order, day: date) -> Decimal:
    return discount_open(order, day=day)


JOINT_PAYMENTS.register(JointPayments(name="invoices", book=book_fact, announced=announced, arrived=arrived))
EARLY_PAYMENT.register(EarlyPayment(name="terms", discount=_discount))
