"""Asking somebody to buy for a company: a link by mail, which leads to the one log-in.

The link shows whose address it is; accepting asks for an account that has confirmed it. Nobody becomes a
member of anything by being written down.
"""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import get_language, gettext as _

from shop.b2b.access import CompanyAccess
from shop.b2b.events import CompanyMemberInvited, CompanyMemberJoined
from shop.b2b.invitation_mail import send_invitation_mail
from shop.b2b.members import MANAGE, Membership, actor_at, check_membership
from shop.b2b.models import Company, CompanyContact, CompanyInvitation
from shop.b2b.roles import CompanyRefusedError
from shop.contact_data import plain_email
from shop.events.services import publish
from shop.user.models import User, new_key

SALT = "kiln.b2b.invitation"


def open_invitations(access: CompanyAccess) -> QuerySet[CompanyInvitation]:
    """List whom the companies that somebody manages have asked and who has not answered, expired ones too."""
    found = CompanyInvitation.objects.filter(access.scope(MANAGE, user="invited_by", company="company"))
    rows = found.filter(accepted_at=None, withdrawn_at=None)
    return rows.select_related("company", "role", "department", "location", "cost_centre")


def refusal_to_invite(email: str, company: Company) -> str:
    """Say why an address cannot be invited to a company, in words; empty where it can."""
    contact = _contact_of(email)
    if contact is not None and contact.company_id != company.pk:
        return _("This address belongs to another company.")
    if contact is not None and contact.user_id is not None:
        return _("This person is one of your people already.")
    waiting = CompanyInvitation.objects.filter(company=company, email__iexact=email)
    if waiting.filter(accepted_at=None, withdrawn_at=None).exists():
        return _("This person has been invited already. You can send the invitation again.")
    return ""


def invite_member(
    company: Company,
    *,
    email: str,
    name: str,
    to: Membership,
    by: CompanyAccess | None,
    sender: User | None,
    now: datetime,
    language: str = "",
) -> CompanyInvitation:
    """Ask somebody to join a company, by mail; return the invitation.

    `by` is the member who invites, None for the shop itself, which may grant what it likes; `sender` is named
    in the letter. Raises CompanyRefusedError with the words of `refusal_to_invite`, of `actor_at` and of
    `check_membership`. Effects in order: row, letter, CompanyMemberInvited.
    """
    address = plain_email(email)
    with transaction.atomic():
        if by is not None:
            check_membership(to, company.pk, actor_at(by, company.pk))
        if refusal := refusal_to_invite(address, company):
            raise CompanyRefusedError(refusal)
        invitation = CompanyInvitation(
            company=company,
            email=address,
            name=name,
            language=language or get_language() or settings.LANGUAGE_CODE,
            role=to.role,
            department=to.department,
            location=to.location,
            cost_centre=to.cost_centre,
            invited_by=sender,
        )
        try:
            with transaction.atomic():
                _send(invitation, now=now)
        except IntegrityError as error:
            raise CompanyRefusedError(refusal_to_invite(address, company)) from error
        publish(CompanyMemberInvited(invitation_id=invitation.pk, company_id=company.pk))
    return invitation


def resend_invitation(invitation: CompanyInvitation, *, by: CompanyAccess, now: datetime) -> bool:
    """Write the letter once more with a new link; the one before leads nowhere. False where it is closed.

    Raises CompanyRefusedError where the actor may not manage the company's people or grant the role.
    """
    with transaction.atomic():
        actor = actor_at(by, invitation.company_id)
        row = _open(invitation)
        if row is None:
            return False
        check_membership(_membership_of(row), row.company_id, actor)
        _send(row, now=now)
    return True


def withdraw_invitation(invitation: CompanyInvitation, *, by: CompanyAccess, now: datetime) -> bool:
    """Close an invitation: its link leads nowhere from now on. False where it was closed before.

    Raises CompanyRefusedError where the actor may not manage the company's people.
    """
    with transaction.atomic():
        actor_at(by, invitation.company_id)
        still = CompanyInvitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None)
        return bool(still.update(withdrawn_at=now))


def token_of(invitation: CompanyInvitation) -> str:
    """Return what the link ends with; `invitation_of` reads it."""
    return signing.dumps(invitation.key, salt=SALT)


def invitation_of(token: str) -> CompanyInvitation | None:
    """Return the invitation of a link, whether it still counts or not; None for a link that leads nowhere."""
    try:
        key = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return CompanyInvitation.objects.select_related("company", "role").filter(key=key).first()


def can_be_accepted(invitation: CompanyInvitation, *, now: datetime) -> bool:
    """Tell whether a link still opens something: once, until it expires, while the company is not closed."""
    is_open = invitation.accepted_at is None and invitation.withdrawn_at is None
    return is_open and invitation.expires_at > now and invitation.company.status != Company.Status.CLOSED


def refusal_to_join(invitation: CompanyInvitation, user: User) -> str:
    """Say why an account cannot accept an invitation, in words; empty where it can."""
    addresses = EmailAddress.objects.filter(user=user, verified=True)
    if not addresses.filter(email__iexact=invitation.email).exists():  # guard: invited-address
        words = _("This invitation is for %(email)s. Log in with the account of that address.")
        return words % {"email": invitation.email}
    mine = CompanyContact.objects.filter(user=user).first()
    if mine is not None and mine.company_id != invitation.company_id:
        return _("Your account buys for another company already.")
    taken = _contact_of(invitation.email)
    if taken is not None and (
        taken.company_id != invitation.company_id or taken.user_id not in (None, user.pk)
    ):
        return _("This address belongs to another company.")
    return ""


def accept_invitation(invitation: CompanyInvitation, user: User, *, now: datetime) -> CompanyContact | None:
    """Make an account a member of the company that invited its address; None where the link is spent.

    Raises CompanyRefusedError with the words of `refusal_to_join`. Effects in order: claim of the link,
    contact, CompanyMemberJoined.
    """
    with transaction.atomic():
        Company.objects.select_for_update(no_key=True).get(pk=invitation.company_id)
        still = CompanyInvitation.objects.filter(
            pk=invitation.pk, key=invitation.key, accepted_at=None, withdrawn_at=None, expires_at__gt=now
        ).exclude(company__status=Company.Status.CLOSED)
        if not still.update(accepted_at=now):  # guard: invitation-once
            return None
        if refusal := refusal_to_join(invitation, user):
            raise CompanyRefusedError(refusal)
        contact = _join(CompanyInvitation.objects.get(pk=invitation.pk), user)
        joined = {"contact_id": contact.pk, "company_id": contact.company_id}
        publish(CompanyMemberJoined(**joined, at=now.isoformat()))
    return contact


def _join(invitation: CompanyInvitation, user: User) -> CompanyContact:
    contact = CompanyContact.objects.filter(company=invitation.company_id, user=user).first()
    contact = contact or _contact_of(invitation.email) or CompanyContact(email=invitation.email)
    contact.company_id, contact.user, contact.is_active = invitation.company_id, user, True
    contact.name = contact.name or invitation.name or str(user)
    contact.role, contact.department = invitation.role, invitation.department
    contact.location, contact.cost_centre = invitation.location, invitation.cost_centre
    try:
        with transaction.atomic():
            contact.save()
    except IntegrityError as error:
        raise CompanyRefusedError(_("This address belongs to another company.")) from error
    return contact


def _send(invitation: CompanyInvitation, *, now: datetime) -> None:
    invitation.key, invitation.sent_at = new_key(), now
    invitation.expires_at = now + settings.KILN_INVITATION_DURATION
    invitation.save()
    send_invitation_mail(invitation, token=token_of(invitation))


def _open(invitation: CompanyInvitation) -> CompanyInvitation | None:
    rows = CompanyInvitation.objects.select_related("company", "role", "department", "location")
    return rows.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None).first()


def _membership_of(invitation: CompanyInvitation) -> Membership:
    return Membership(
        role=invitation.role,
        department=invitation.department,
        location=invitation.location,
        cost_centre=invitation.cost_centre,
    )


def _contact_of(email: str) -> CompanyContact | None:
    return CompanyContact.objects.filter(email__iexact=email).first()
