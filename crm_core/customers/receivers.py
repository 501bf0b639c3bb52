"""What the customer's record hears of while an account is made nameless."""

from collections.abc import Set as AbstractSet

from django.dispatch import receiver

from crm_core.customers.erasure import anonymise_guests
from shop.privacy.signals import account_erased


@receiver(account_erased, dispatch_uid="customers.account_erased")
def on_account_erased(*, user_id: int, addresses: AbstractSet[str], **kwargs: object) -> None:
    """Let go of records that know the person as a guest, by an address of the account."""
    anonymise_guests(addresses, user_id=user_id)
