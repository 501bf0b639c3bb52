"""A company's own roles, and that nobody grants more than they hold."""

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from shop.b2b.access import CompanyAccess, access_of_contact
from shop.b2b.models import Company, CompanyRole
from shop.b2b.permissions import COMPANY_PERMISSIONS, Level
from shop.b2b.presets import grants_of

MANAGE_ROLES = "roles.manage"


class CompanyRefusedError(Exception):
    """What somebody wanted to change in a company may not be; the text says why, to its reader."""


def roles_of(company: Company) -> QuerySet[CompanyRole]:
    """List the roles that people of a company can have: the presets, then its own by name."""
    return CompanyRole.objects.filter(Q(company=company) | Q(company=None)).order_by("company_id", "name")


def held_at(access: CompanyAccess, company_id: int, department_id: int | None = None) -> dict[str, int]:
    """Return what somebody holds with regard to a member of a company, which is what they may grant there.

    In their own company it is what their role grants; of the department's level only in their department. At
    another company it is what their role grants as far as it can reach at all.
    """
    if company_id != access.company_id:
        return {
            entry.name: int(access.grants[entry.name])
            for entry in COMPANY_PERMISSIONS
            if access.grants.get(entry.name) == max(entry.levels)
        }
    is_theirs = access.department_id is not None and access.department_id == department_id
    return {
        name: int(Level.OWN) if level == Level.DEPARTMENT and not is_theirs else int(level)
        for name, level in access.grants.items()
    }


def covers(held: Mapping[str, int], wanted: Mapping[str, int]) -> bool:
    """Tell whether everything wanted is held, as far at least."""
    return all(held.get(name, 0) >= level for name, level in wanted.items())


def may_grant(
    access: CompanyAccess, role: CompanyRole | None, *, company_id: int, department_id: int | None = None
) -> bool:
    """Tell whether somebody may give a role to a member of a company."""
    return covers(held_at(access, company_id, department_id), grants_of(role))  # guard: grant-what-one-holds


def save_role(role: CompanyRole, *, by: CompanyAccess) -> CompanyRole:
    """Write a role of the actor's own company, new or changed.

    Raises CompanyRefusedError for a preset, another company's role, a name that is taken, and where the
    role grants, or granted before, more than the actor holds now.
    """
    with transaction.atomic():
        actor = _actor(by)
        if role.pk:
            before = CompanyRole.objects.select_for_update().get(pk=role.pk)
            _check_role(before, actor)
        role.company_id, role.preset = by.company_id, ""
        _check_role(role, actor)
        try:
            with transaction.atomic():
                role.save()
        except IntegrityError as error:
            raise CompanyRefusedError(_("There is a role of this name already.")) from error
    return role


def delete_role(role: CompanyRole, *, by: CompanyAccess) -> None:
    """Delete a role that nobody has. Raises CompanyRefusedError as `save_role`, and where somebody has it."""
    with transaction.atomic():
        actor = _actor(by)
        held = CompanyRole.objects.select_for_update().filter(pk=role.pk).first()
        if held is None:
            return
        _check_role(held, actor)
        if held.contacts.exists() or held.invitations.filter(accepted_at=None, withdrawn_at=None).exists():
            raise CompanyRefusedError(_("People have this role. Give them another one first."))
        held.invitations.update(role=None)
        held.delete()


def _actor(by: CompanyAccess) -> CompanyAccess:
    """Lock the actor's company and read what they may do now."""
    Company.objects.select_for_update(no_key=True).get(pk=by.company_id)
    actor = access_of_contact(by.contact_id)
    if actor is None or actor.company_id != by.company_id or not actor.can(MANAGE_ROLES):
        raise CompanyRefusedError(_("You may not define roles."))
    return actor


def _check_role(role: CompanyRole, actor: CompanyAccess) -> None:
    if role.preset or role.company_id != actor.company_id:
        raise CompanyRefusedError(_("This role cannot be changed."))
    if not covers(actor.grants, grants_of(role)):  # guard: role-within-ones-own
        raise CompanyRefusedError(_("A role cannot grant more than you may do yourself."))
