"""Who may buy for a company: a contact and the account of the same confirmed address become one."""

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models.functions import Lower

from shop.b2b.models import Company, CompanyContact, CompanyGroup
from shop.b2b.signals import members_changed
from shop.user.models import User


def link_contacts_of(user: User) -> CompanyContact | None:
    """Let an account buy for the company whose contact has one of its confirmed addresses.

    An address that nobody confirmed proves nothing. A contact that belongs to an account keeps it, and an
    account speaks for one company: where several contacts fit, for the oldest. Returns the contact that was
    linked now, None where nothing changed. Safe beside others who do the same.
    """
    addresses = EmailAddress.objects.filter(user=user, verified=True).values_list(Lower("email"), flat=True)
    free = CompanyContact.objects.annotate(lower=Lower("email")).filter(user=None, lower__in=list(addresses))
    for contact in free.order_by("pk")[:1]:
        if _link(contact, user.pk):
            return contact
    return None


def release_account_of(contact: CompanyContact) -> None:
    """Before a contact is saved: take its account away where a new address is not that account's."""
    if contact.pk is None or contact.user_id is None:
        return
    before = CompanyContact.objects.filter(pk=contact.pk).values_list("email", flat=True).first()
    if before is None or before.lower() == contact.email.lower():
        return
    owned = EmailAddress.objects.filter(user_id=contact.user_id, verified=True)
    if not owned.filter(email__iexact=contact.email).exists():
        contact.user = None


def link_account_of(contact: CompanyContact) -> None:
    """Let the account that confirmed a contact's address buy for the company, if the contact has none."""
    if contact.user_id is not None:
        return
    owner = EmailAddress.objects.filter(email__iexact=contact.email, verified=True, user__is_active=True)
    user_id = owner.values_list("user_id", flat=True).first()
    if user_id is not None:
        _link(contact, user_id)


@transaction.atomic
def set_programme_group(company_id: int, group: CompanyGroup | None) -> bool:
    """Put a company into the group of a programme, or out of it (None); tell whether that changed anything.

    Price lists and catalogue rules of the group hold for its buyers from the next page on, before those of
    the company's own group, which stays what it is. The company's row is locked meanwhile.
    """
    company = Company.objects.select_for_update(of=("self",), no_key=True).get(pk=company_id)
    if company.programme_group_id == (group.pk if group else None):
        return False
    company.programme_group = group
    company.save(update_fields=["programme_group"])
    return True


def _link(contact: CompanyContact, user_id: int) -> bool:
    """Set the account of a contact that has none; False when either was taken meanwhile."""
    try:
        with transaction.atomic():
            linked = CompanyContact.objects.filter(pk=contact.pk, user=None).update(user_id=user_id)
    except IntegrityError:  # the account speaks for another company already
        return False
    if linked:
        contact.user_id = user_id
        members_changed.send(sender=CompanyContact, user_ids=[user_id])
    return bool(linked)
