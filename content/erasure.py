"""What becomes of what somebody wrote into forms: it goes; what editors publish is no customer's."""

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from content.models import FormEntry, FormReply
from shop.privacy.erasure.person import Person
from shop.privacy.erasure.registry import ERASERS, UNRELATED, Eraser, Unrelated
from shop.privacy.erasure.rows import deleted, holding, redact_rows
from shop.privacy.erasure.traces import words_of


def entries_of(person: Person) -> QuerySet[FormEntry]:
    """List what they wrote: by account, by address, by the record or the order that it is about."""
    spelt = FormEntry.objects.alias(spelt=Lower("email")).filter(spelt__in=person.emails).values("pk")
    about = Q(customer__in=person.customers) | Q(order__in=person.orders)
    return FormEntry.objects.filter(Q(pk__in=spelt) | Q(user__in=person.users) | about)


def erase_entries(person: Person) -> int:
    """Delete what they wrote with its answers, and strike them out of what others wrote."""
    number = deleted(entries_of(person))
    if words := words_of(person):
        told = holding(FormEntry.objects.all(), ["answers"], words)
        number += redact_rows(told, ["answers"], person)
        redact_rows(holding(FormReply.objects.all(), ["text"], words), ["text"], person)
    return number


ERASERS.register(
    Eraser(
        name="form-entries",
        label=_("entries of forms and the replies to them"),
        fields=("content.FormEntry.*", "content.FormReply.*"),
        erase=erase_entries,
        count=lambda person: entries_of(person).count(),
        order=45,
    )
)
UNRELATED.register(
    Unrelated(
        name="content",
        fields=(
            *("content.Form.*", "content.FormField.*", "content.Editorial.*", "content.Menu.*"),
            *("content.StandardPage.*", "content.CollectionIndexPage.*", "content.CollectionPage.*"),
            *("content.HelpIndexPage.*", "content.HelpPage.*", "content.JournalTag.*"),
            *("content.JournalIndexPage.*", "content.ArticlePage.*", "content.PageIndexEntry.*"),
            *("content.StoreIndexPage.*", "content.StorePage.*", "content.SpecialDay.*"),
        ),
    )
)
