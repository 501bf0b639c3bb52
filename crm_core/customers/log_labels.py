"""What Wagtail's log calls a customer: by number, never by name.

The log's labels are read on the report of what everybody did, by colleagues who may not see the customer,
and long after the customer wanted to be forgotten.
"""

from django.contrib.contenttypes.models import ContentType
from django.db.models.signals import pre_save
from django.dispatch import receiver
from wagtail.models import ModelLogEntry

from crm_core.customers.models import Customer


@receiver(pre_save, sender=ModelLogEntry, dispatch_uid="customers.log_label")
def name_by_number(instance: ModelLogEntry, **kwargs: object) -> None:
    """Write the number in place of the name."""
    if instance.content_type_id == ContentType.objects.get_for_model(Customer).pk:
        instance.label = f"#{instance.object_id}"
