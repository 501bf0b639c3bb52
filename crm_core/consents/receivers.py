"""What the ledger hears at once: a box that was ticked in the shop, an account that is erased."""

from collections.abc import Set as AbstractSet

from django.dispatch import receiver

from crm_core.consents.addresses import UnknownAddressError, key_of
from crm_core.consents.asking import ask
from crm_core.consents.models import Consent, ConsentSubject
from crm_core.consents.services import erase, record
from crm_core.customers.queries import customer_of_user
from shop.mail.signals import consent_given
from shop.privacy.signals import account_erased
from shop.user.models import User


@receiver(consent_given, dispatch_uid="consents.consent_given")
def on_consent_given(
    *, purpose: str, email: str, user: User | None, source: str, text: str, language: str, **kwargs: object
) -> None:
    """Write down what was asked for, or ask the owner of an address whether the yes is theirs."""
    try:
        if source == Consent.Source.REQUEST:
            record(purpose=purpose, granted=True, source=source, email=email, text=text, language=language)
        else:
            ask(email, purpose=purpose, source=source, text=text, language=language, user=user)
    except UnknownAddressError:
        return  # what no mail server takes gets no mail


@receiver(account_erased, dispatch_uid="consents.account_erased")
def on_account_erased(*, user_id: int, addresses: AbstractSet[str], **kwargs: object) -> None:
    """Forget the account's addresses, and the numbers that led to no one else."""
    keys = [key_of(email=address) for address in sorted(addresses) if "@" in address]
    customer = customer_of_user(user_id)
    others = customer.identifiers.filter(kind="user").exclude(value=str(user_id)) if customer else None
    if customer is not None and others is not None and not others.exists():
        phones = customer.identifiers.filter(kind="phone").values_list("value", flat=True)
        keys += [(str(ConsentSubject.Kind.PHONE), phone) for phone in phones]
    erase(keys)
