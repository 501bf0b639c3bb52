"""Who withdraws consent, or ends the account, is recommended nothing by what was known before."""

from crm_core.consents.events import ConsentRecorded
from crm_core.consents.models import Consent, ConsentSubject
from crm_core.consents.purposes import PERSONALISATION
from personalization.recommendations.services import forget_account
from shop.events.registry import subscribe
from shop.privacy.events import AccountDeleted


@subscribe(ConsentRecorded)
def on_consent_recorded(event: ConsentRecorded) -> None:
    """Forget an account that says no to personalisation; a later yes begins anew."""
    entry = Consent.objects.select_related("subject").get(pk=event.consent_id)
    subject = entry.subject
    is_account = subject.kind == ConsentSubject.Kind.USER and subject.value.isdigit()
    if is_account and entry.purpose == PERSONALISATION and not entry.is_granted:
        forget_account(int(subject.value))


@subscribe(AccountDeleted)
def on_account_deleted(event: AccountDeleted) -> None:
    """Forget what was recommended to them."""
    forget_account(event.user_id)
