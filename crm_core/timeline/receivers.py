"""What the timeline hears of while an account is made nameless."""

from collections.abc import Set as AbstractSet

from django.dispatch import receiver

from crm_core.timeline.services import delete_entries_telling
from shop.privacy.signals import account_erased


@receiver(account_erased, dispatch_uid="timeline.account_erased")
def on_account_erased(*, addresses: AbstractSet[str], **kwargs: object) -> None:
    """Strike out what other people's timelines say of the account's addresses."""
    delete_entries_telling(addresses)
