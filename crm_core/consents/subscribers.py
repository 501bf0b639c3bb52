"""Mails that came back or were complained of end what goes to their address."""

from crm_core.consents.addresses import UnknownAddressError, key_of
from crm_core.consents.models import Consent, Suppression
from crm_core.consents.services import object_to_all, suppress
from shop.events.registry import subscribe
from shop.mail.events import MailBounced, MailComplained
from shop.mail.models import Mail


@subscribe(MailBounced)
def on_mail_bounced(event: MailBounced) -> None:
    """Write no more to an address that does not exist; a full mailbox is no such thing."""
    mail = Mail.objects.filter(pk=event.mail_id).first()
    if mail is None or not event.is_address_gone:
        return
    try:
        suppress(key_of(email=mail.to), reason=Suppression.Reason.BOUNCED, note=mail.problem)
    except UnknownAddressError:
        return


@subscribe(MailComplained)
def on_mail_complained(event: MailComplained) -> None:
    """Take a complaint for what it is: write no more."""
    mail = Mail.objects.filter(pk=event.mail_id).first()
    if mail is None:
        return
    key = key_of(email=mail.to)
    suppress(key, reason=Suppression.Reason.COMPLAINED)
    object_to_all(key, source=Consent.Source.COMPLAINT)
