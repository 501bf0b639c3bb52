"""What becomes of the ledger when somebody wants to be forgotten: a yes ends, refusals stay as a hash."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from crm_core.consents.addresses import Key, key_of
from crm_core.consents.models import Consent, ConsentSubject
from crm_core.consents.queries import subjects_of
from crm_core.consents.services import erase
from crm_core.customers.models import CustomerIdentifier
from shop.privacy.erasure.person import Person
from shop.privacy.erasure.registry import ERASERS, KEPT, Eraser, Kept


def keys_of(person: Person) -> list[Key]:
    """List the addresses that are theirs, the records that are, and the numbers on these."""
    phones = CustomerIdentifier.objects.filter(
        kind=CustomerIdentifier.Kind.PHONE, customer__in=person.customers
    )
    return [
        *(key_of(email=email) for email in sorted(person.emails)),
        *((str(ConsentSubject.Kind.PHONE), phone) for phone in phones.values_list("value", flat=True)),
        *((str(ConsentSubject.Kind.CUSTOMER), str(pk)) for pk in sorted(person.customers)),
    ]


def entries_of(person: Person) -> QuerySet[Consent]:
    """List what the ledger holds of them."""
    return Consent.objects.filter(subject__in=subjects_of(keys_of(person)))


ERASERS.register(
    Eraser(
        name="consents",
        label=_("the addresses in the ledger of consents; every consent ends"),
        fields=("consents.ConsentSubject.*", "consents.ConsentNote.*", "consents.Suppression.*"),
        erase=lambda person: erase(keys_of(person)),
        count=lambda person: entries_of(person).count(),
        order=30,  # while the numbers still stand on the records
    )
)
KEPT.register(
    Kept(
        name="consents",
        label=_("proofs of consent: what was agreed to, when, which words"),
        reason=_("The law asks us to prove consent; they no longer name anybody."),
        fields=("consents.Consent.*", "consents.ConsentText.*"),
    )
)
