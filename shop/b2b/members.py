"""Changing the people of a company: by its own administrators, within what these hold."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.b2b.access import CompanyAccess, access_of_contact
from shop.b2b.events import CompanyMemberDeactivated
from shop.b2b.models import Company, CompanyContact, CompanyLocation, CompanyRole, CostCentre, Department
from shop.b2b.presets import ADMINISTRATOR, grants_of
from shop.b2b.roles import CompanyRefusedError, covers, held_at, may_grant
from shop.events.services import publish

MANAGE = "members.manage"


@dataclass(frozen=True, kw_only=True)
class Membership:
    """What a member is in the company; None for what they have not, no role for what buyers may."""

    role: CompanyRole | None = None
    department: Department | None = None
    location: CompanyLocation | None = None
    cost_centre: CostCentre | None = None
    job_title: str = ""


def members_within(access: CompanyAccess) -> QuerySet[CompanyContact]:
    """List the people whom somebody manages: those of the company, by level of its subsidiaries too."""
    found = CompanyContact.objects.filter(access.scope(MANAGE, user="user", company="company"))
    return found.select_related("company", "role", "department", "location", "cost_centre", "user")


def may_edit(access: CompanyAccess, contact: CompanyContact) -> bool:
    """Tell whether somebody may change a member: one who may do no more than they."""
    held = held_at(access, contact.company_id, contact.department_id)
    return covers(held, grants_of(contact.role))  # guard: no-member-above-oneself


def change_member(contact: CompanyContact, to: Membership, *, by: CompanyAccess) -> CompanyContact:
    """Give a member another role, department, location, cost centre, job title; return the row.

    Raises CompanyRefusedError, and changes nothing, where the actor may not manage the member's company,
    the member or the new role may do more than the actor, one of the parts belongs to another company, or the
    company would have no active administrator any more.
    """
    with transaction.atomic():
        actor, row = _locked(contact, by)
        check_membership(to, row.company_id, actor)
        if not _is_administrators(to.role):
            _check_administrator_remains(row)
        for name, value in _values(to).items():
            setattr(row, name, value)
        row.save(update_fields=list(_values(to)))
    return row


def deactivate_member(contact: CompanyContact, *, by: CompanyAccess) -> CompanyContact:
    """Take everything from a member at once: prices, pages, permissions; their orders stay the company's.

    Raises CompanyRefusedError as `change_member`. Publishes CompanyMemberDeactivated.
    """
    with transaction.atomic():
        _actor, row = _locked(contact, by)
        if row.is_active:
            _check_administrator_remains(row)
            row.is_active = False
            row.save(update_fields=["is_active"])
            at = timezone.now().isoformat()
            publish(CompanyMemberDeactivated(contact_id=row.pk, company_id=row.company_id, at=at))
    return row


def reactivate_member(contact: CompanyContact, *, by: CompanyAccess) -> CompanyContact:
    """Let a member buy for the company again. Raises CompanyRefusedError as `change_member`."""
    with transaction.atomic():
        _actor, row = _locked(contact, by)
        row.is_active = True
        row.save(update_fields=["is_active"])
    return row


def actor_at(by: CompanyAccess, company_id: int) -> CompanyAccess:
    """Lock a company's people and return what the actor may do now.

    Raises CompanyRefusedError where they may not manage the people of this company (any more).
    """
    company = Company.objects.select_for_update(no_key=True).get(pk=company_id)  # guard: people-one-at-a-time
    actor = access_of_contact(by.contact_id)
    if (
        actor is None
        or not Company.objects.filter(
            actor.scope(MANAGE, user="contacts__user", company=""), pk=company.pk
        ).exists()
    ):
        raise CompanyRefusedError(_("You may not manage the people of this company."))
    return actor


def check_membership(to: Membership, company_id: int, actor: CompanyAccess) -> None:
    """Look that all parts are the company's, and that the role grants no more than the actor holds there.

    Raises CompanyRefusedError.
    """
    theirs: list[Department | CompanyLocation | CostCentre | CompanyRole | None] = [
        to.department,
        to.location,
        to.cost_centre,
    ]
    if to.role is not None and to.role.company_id is not None:
        theirs.append(to.role)
    if any(part is not None and part.company_id != company_id for part in theirs):
        raise CompanyRefusedError(_("Please choose something of this company."))
    department_id = to.department.pk if to.department else None
    if not may_grant(actor, to.role, company_id=company_id, department_id=department_id):
        raise CompanyRefusedError(_("This role may do more than you may do yourself."))


def administrators_of(company_id: int) -> QuerySet[CompanyContact]:
    """List who administers a company: active, with an account, by the role of administrators."""
    return CompanyContact.objects.filter(
        company=company_id, is_active=True, user__is_active=True, role__preset=ADMINISTRATOR
    )


def _locked(contact: CompanyContact, by: CompanyAccess) -> tuple[CompanyAccess, CompanyContact]:
    actor = actor_at(by, contact.company_id)
    row = CompanyContact.objects.select_related("role").get(pk=contact.pk)
    if row.company_id != contact.company_id or not may_edit(actor, row):
        raise CompanyRefusedError(_("This person may do more than you may do yourself."))
    return actor, row


def _check_administrator_remains(row: CompanyContact) -> None:
    administrators = administrators_of(row.company_id)
    if not administrators.filter(pk=row.pk).exists():
        return
    if not administrators.exclude(pk=row.pk).exists():  # guard: an-administrator-remains
        words = _("This is the only administrator. Make somebody else an administrator first.")
        raise CompanyRefusedError(words)


def _is_administrators(role: CompanyRole | None) -> bool:
    return role is not None and role.preset == ADMINISTRATOR


def _values(to: Membership) -> Mapping[str, object]:
    return {
        "role": to.role,
        "department": to.department,
        "location": to.location,
        "cost_centre": to.cost_centre,
        "job_title": to.job_title,
    }
