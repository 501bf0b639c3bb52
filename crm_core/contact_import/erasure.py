"""Letting go of what imports keep of somebody who is forgotten: their rows, and the files that name them."""

from collections.abc import Collection

from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from crm_core.contact_import.models import ContactFile, ContactProblem, ImportedContact
from crm_core.customers.records import trees
from crm_core.customers.signals import customer_anonymised
from shop.privacy.erasure.registry import ERASERS, UNRELATED, Eraser, Unrelated

State = ContactFile.State
AT_REST = (State.DONE, State.UNDONE, State.FAILED)


@receiver(customer_anonymised, dispatch_uid="contact_import.customer_anonymised")
def on_customer_anonymised(*, records: Collection[int], **kwargs: object) -> None:
    """Forget the rows of these records, whoever ends them."""
    forget_rows(records)


def forget_rows(records: Collection[int]) -> int:
    """Empty what rows changed and what was wrong with them, and drop the contents of their files.

    The file of an import that is under way is dropped when it is old (`services.look_after`).
    """
    rows = ImportedContact.objects.filter(customer__in=records)
    for file, number in rows.values_list("file", "number"):
        ContactProblem.objects.filter(file=file, row=number).delete()
    files = ContactFile.objects.filter(pk__in=rows.values("file"))
    files.update(told=[], samples={})
    files.filter(state__in=AT_REST).update(content=b"")
    return rows.update(changes={})


ERASERS.register(
    Eraser(
        name="contact imports",
        label=_("what imported files say of them, with the files"),
        fields=(
            "contact_import.ContactFile.content",
            "contact_import.ContactFile.samples",
            "contact_import.ContactFile.told",
            "contact_import.ImportedContact.changes",
            "contact_import.ContactProblem.*",
        ),
        erase=lambda person: forget_rows(trees.tree_ids(*person.customers)) if person.customers else 0,
    )
)
UNRELATED.register(
    Unrelated(
        name="contact imports",
        fields=(
            "contact_import.RememberedMapping.*",
            *(
                f"contact_import.ContactFile.{name}"
                for name in (
                    *(
                        "name",
                        "digest",
                        "layout",
                        "encoding",
                        "language",
                        "region",
                        "headings",
                        "mapping",
                        "follow_ons",
                    ),
                    *("failure", "counts"),
                )
            ),
            *(f"contact_import.ImportedContact.{name}" for name in ("part", "key", "band", "undone")),
        ),
    )
)
