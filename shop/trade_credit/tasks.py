"""Work of this slice outside the request, by the beat schedule."""

from celery import shared_task

from shop.trade_credit.dunning import remind_companies
from shop.trade_credit.invoice_payments import look_after_payments
from shop.trade_credit.services import settle_open


@shared_task
def look_after_invoice_payments() -> int:
    """Ask after card payments of invoices that have no end yet."""
    return look_after_payments()


@shared_task
def follow_receivables() -> int:
    """Find what an event that was lost left behind, then remind of what is overdue."""
    settle_open()
    return remind_companies()
