"""What contacts said of being written to, kept in the consent ledger."""

from django.utils.translation import gettext as _

from crm_core.consents.addresses import Key, key_of
from crm_core.consents.models import Consent
from crm_core.consents.purposes import NEWSLETTER, PURPOSES, Channel
from crm_core.consents.services import ObjectedError, object_to_all, record
from crm_core.contact_import.contact import Contact
from crm_core.contact_import.models import ContactFile
from crm_core.customers.models import Customer
from crm_core.profile.models import ContactPoint

Kind = ContactPoint.Kind
SOURCE = Consent.Source.IMPORT


def keep_consents(contact: Contact, customer_id: int, file: ContactFile, *, is_dry: bool) -> list[str]:
    """Write refusals, and a yes to the newsletter, for each address of a contact; return what was not taken.

    An objection outlives the import's undo. A yes never beats an objection: it is told and left out.
    Asked again the same adds no entry. Who has no address that could be refused is refused as a customer. A
    dry run writes no refusal, since nothing could stand against one.
    """
    reference = f"import:{file.pk}"
    if contact.opt_out:
        for key in () if is_dry else _keys(contact, customer_id):
            object_to_all(key, source=SOURCE, by=file.by, reason=reference)
        return []
    if contact.do_not_call and not is_dry:
        for phone in contact.values(Kind.PHONE):
            _do_not_call(phone, reference, file)
    return _newsletter(contact, reference, file) if contact.newsletter is not None else []


def _keys(contact: Contact, customer_id: int) -> list[Key]:
    keys = [key_of(email=email) for email in contact.values(Kind.EMAIL)]
    keys += [key_of(phone=phone) for phone in contact.values(Kind.PHONE)]
    return keys or [key_of(customer=Customer(pk=customer_id))] if customer_id or keys else []


def _newsletter(contact: Contact, reference: str, file: ContactFile) -> list[str]:
    refused = []
    words = _("Imported from %(file)s") % {"file": file.name}
    for email in contact.values(Kind.EMAIL):
        try:
            record(
                purpose=NEWSLETTER,
                granted=bool(contact.newsletter),
                source=SOURCE,
                email=email,
                text=words if contact.newsletter else "",
                by=file.by,
                reference=reference,
            )
        except ObjectedError:
            refused.append(_("%(email)s has objected and stays without the newsletter") % {"email": email})
    return refused


def _do_not_call(phone: str, reference: str, file: ContactFile) -> None:
    """Refuse every purpose that uses telephones."""
    for purpose in PURPOSES:
        if Channel.PHONE in purpose.channels:
            record(
                purpose=purpose.code,
                granted=False,
                source=SOURCE,
                channel=Channel.PHONE,
                phone=phone,
                by=file.by,
                reference=reference,
            )
