"""What the scheduler has done about gift cards."""

from celery import shared_task

from shop.gift_cards.mail import send_due_codes
from shop.gift_cards.services import expire_cards


@shared_task(name="shop.gift_cards.tasks.send_codes")
def send_codes() -> None:
    """Send the codes whose day has come."""
    send_due_codes()


@shared_task(name="shop.gift_cards.tasks.expire")
def expire() -> None:
    """Book what is left on cards whose last day is over."""
    expire_cards()
