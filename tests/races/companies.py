"""People of a company, and companies, that are changed at the same moment."""

from django.utils import timezone

from shop.b2b.access import access_of
from shop.b2b.hierarchy import move_company
from shop.b2b.invitations import accept_invitation, invite_member
from shop.b2b.members import Membership, change_member, deactivate_member
from shop.b2b.models import Company
from shop.b2b.presets import preset_role
from shop.user.models import User


def demoting(contact, by):
    """A call that makes a member a buyer."""
    access = access_of(User.objects.get(pk=by.user_id))
    role = preset_role("buyer")
    return lambda: change_member(contact, Membership(role=role), by=access).role.preset


def deactivating(contact, by):
    access = access_of(User.objects.get(pk=by.user_id))
    return lambda: deactivate_member(contact, by=access).is_active


def moving(company, parent):
    return lambda: move_company(company, parent).path


def accepting(invitation, user):
    def call():
        contact = accept_invitation(invitation, user, now=timezone.now())
        return contact and contact.pk

    return call


def inviting(company, email):
    def call():
        to = Membership(role=preset_role("buyer"))
        now = timezone.now()
        return invite_member(company, email=email, name="Ida", to=to, by=None, sender=None, now=now).email

    return call


def depth_of(company):
    """How many steps lead to the top; 9 where there is no end."""
    seen, row = 0, Company.objects.get(pk=company.pk)
    while row.parent_id is not None and seen < 9:
        seen, row = seen + 1, row.parent
    return seen
