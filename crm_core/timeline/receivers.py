"""What the timeline hears of while somebody is made nameless, and of files whose rows go."""

from django.db.models.signals import post_delete
from django.dispatch import receiver

from crm_core.customers.models import Customer
from crm_core.customers.signals import customer_anonymised
from crm_core.timeline.erasure import forget_words
from crm_core.timeline.models import EntryAttachment
from shop.uploads.private import delete_file_with_row


@receiver(customer_anonymised, dispatch_uid="timeline.customer_anonymised")
def on_customer_anonymised(*, customer: Customer, **kwargs: object) -> None:
    """Let go of what was written of them and to them."""
    forget_words(customer)


post_delete.connect(delete_file_with_row, sender=EntryAttachment, dispatch_uid="timeline.attachment_deleted")
