"""What companies may owe, what they owe, how they pay it together, and how they are reminded."""

from shop.trade_credit.models.accounts import CreditAccount, CreditApproval, CreditEntry, Receivable
from shop.trade_credit.models.payments import InvoiceAllocation, InvoicePayment
from shop.trade_credit.models.reminders import (
    DunningPause,
    DunningSettings,
    InvoiceDispute,
    PaymentReminder,
    ReminderItem,
)

__all__ = [
    "CreditAccount",
    "CreditApproval",
    "CreditEntry",
    "DunningPause",
    "DunningSettings",
    "InvoiceAllocation",
    "InvoiceDispute",
    "InvoicePayment",
    "PaymentReminder",
    "Receivable",
    "ReminderItem",
]
