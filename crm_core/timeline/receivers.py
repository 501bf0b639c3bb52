"""What the timeline hears of while somebody is made nameless, and of files whose rows go."""

from collections.abc import Set as AbstractSet

from django.db.models.signals import post_delete
from django.dispatch import receiver

from crm_core.customers.models import Customer
from crm_core.customers.signals import customer_anonymised
from crm_core.timeline.erasure import delete_entries_telling, forget_words
from crm_core.timeline.models import EntryAttachment
from shop.privacy.signals import account_erased
from shop.uploads.private import delete_file_with_row


@receiver(account_erased, dispatch_uid="timeline.account_erased")
def on_account_erased(*, addresses: AbstractSet[str], **kwargs: object) -> None:
    """Strike out what other people's timelines say of the account's addresses."""
    delete_entries_telling(addresses)


@receiver(customer_anonymised, dispatch_uid="timeline.customer_anonymised")
def on_customer_anonymised(*, customer: Customer, **kwargs: object) -> None:
    """Let go of what was written of them and to them."""
    forget_words(customer)


post_delete.connect(delete_file_with_row, sender=EntryAttachment, dispatch_uid="timeline.attachment_deleted")
