"""Letting go of what imports keep of somebody who is forgotten: their rows, and the files that name them."""

from collections.abc import Collection

from django.dispatch import receiver

from crm_core.contact_import.models import ContactFile, ContactProblem, ImportedContact
from crm_core.customers.signals import customer_anonymised

State = ContactFile.State
AT_REST = (State.DONE, State.UNDONE, State.FAILED)


@receiver(customer_anonymised, dispatch_uid="contact_import.customer_anonymised")
def forget_rows(*, records: Collection[int], **kwargs: object) -> None:
    """Empty what rows changed and what was wrong with them, and drop the contents of their files.

    The file of an import that is under way is dropped when it is old (`services.look_after`).
    """
    rows = ImportedContact.objects.filter(customer__in=records)
    for file, number in rows.values_list("file", "number"):
        ContactProblem.objects.filter(file=file, row=number).delete()
    files = ContactFile.objects.filter(pk__in=rows.values("file"))
    files.update(told=[], samples={})
    files.filter(state__in=AT_REST).update(content=b"")
    rows.update(changes={})
