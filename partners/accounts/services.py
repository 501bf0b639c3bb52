"""Writing who acts for a partner account."""

from collections.abc import Iterable

from django.db import transaction

from partners.accounts.models import PartnerAccount, PartnerDelegate
from partners.accounts.queries import account_of
from shop.b2b.members import administrators_of
from shop.b2b.models import Company, CompanyContact
from shop.b2b.presets import ADMINISTRATOR, BUYER, preset_role
from shop.user.models import User


class UserIsElsewhereError(ValueError):
    """The user acts for another partner account already."""


@transaction.atomic
def add_people(account: PartnerAccount, users: Iterable[User]) -> None:
    """Let users act for the account: the first becomes an administrator where the company has none.

    Who acts for it already keeps the role. Raises UserIsElsewhereError, with nothing changed, when one of
    them acts for another account.
    """
    Company.objects.select_for_update(no_key=True).get(pk=account.company_id)
    has_administrator = administrators_of(account.company_id).exists()
    for user in users:
        add_person(account, user, preset=BUYER if has_administrator else ADMINISTRATOR)
        has_administrator = True


@transaction.atomic
def add_person(account: PartnerAccount, user: User, *, preset: str) -> None:
    """Let a user act for the account by the role of a preset.

    They become a contact of its company. Whose own company is another one, or who acts for another account of
    the same company, becomes a delegate. Who acts for the account already keeps their role, but is made an
    administrator where that is asked. Raises UserIsElsewhereError.
    """
    present = account_of(user)
    if present is not None and present.pk != account.pk:
        raise UserIsElsewhereError(user.email)
    contact = CompanyContact.objects.filter(user=user).first() or _free_contact(user)
    if contact is None:
        contact = CompanyContact(email=user.email, name=user.get_full_name() or user.email)
        contact.company_id = account.company_id
    if contact.company_id != account.company_id or contact.user_id not in (None, user.pk):
        role = preset_role(preset)
        PartnerDelegate.objects.get_or_create(user=user, defaults={"account": account, "role": role})
        return
    is_new = contact.pk is None or contact.user_id is None or not contact.is_active
    contact.user, contact.is_active = user, True
    if is_new or preset == ADMINISTRATOR:
        contact.role = preset_role(preset)
    contact.save()


def end_delegation(account: PartnerAccount, user: User) -> bool:
    """End that somebody of another company acts for the account; tell whether they did."""
    deleted, _per_model = PartnerDelegate.objects.filter(account=account, user=user).delete()
    return bool(deleted)


def remove_user(user_id: int) -> bool:
    """End that a user whose own account has ended is a delegate; tell whether they were one.

    The partner account stays, with its links and what it earned. What they were in their company ends with
    their contact there (`shop.b2b`).
    """
    deleted, _per_model = PartnerDelegate.objects.filter(user_id=user_id).delete()
    return bool(deleted)


def _free_contact(user: User) -> CompanyContact | None:
    return CompanyContact.objects.filter(email__iexact=user.email).first()
