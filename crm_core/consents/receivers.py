"""What the ledger hears at once: a box that was ticked in the shop."""

from django.dispatch import receiver

from crm_core.consents.addresses import UnknownAddressError
from crm_core.consents.asking import ask
from crm_core.consents.models import Consent
from crm_core.consents.services import record
from shop.mail.signals import consent_given
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
