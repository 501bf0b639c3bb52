"""Who approves: by permission and level, by role, by name; administrators where nobody else could."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from shop.b2b.models import Company, CompanyContact
from shop.b2b.permissions import Level
from shop.b2b.presets import BUYER, grants_of_preset
from shop.purchase_approvals.conditions import Proposal, Requirement
from shop.purchase_approvals.exceptions import NoApproverError
from shop.purchase_approvals.models import ApprovalLevel, ApprovalRule
from shop.user.models import User

Who, Needs = ApprovalLevel.Who, ApprovalLevel.Needs


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One level as a request asks it."""

    rule_name: str
    needs: str
    people: Sequence[CompanyContact]
    escalate_after: int | None = None


def grants_of(contact: CompanyContact) -> dict[str, int]:
    """Return what a contact's role grants; `role` is loaded."""
    role = contact.role
    if role is None or role.preset:
        return grants_of_preset(role.preset if role else BUYER)
    return dict(role.grants)


def colleagues_of(lineage: Iterable[int]) -> list[CompanyContact]:
    """List who acts for a company or its parents, can log in and is active; one query."""
    found = CompanyContact.objects.filter(company__in=list(lineage), is_active=True, user__is_active=True)
    closed = Q(company__status=Company.Status.CLOSED)
    return list(found.exclude(closed).select_related("user", "role", "company").order_by("pk"))


def reaches(contact: CompanyContact, permission: str, *, company_id: int, department_id: int | None) -> bool:
    """Tell whether a contact's permission reaches orders of a department of a company."""
    level = grants_of(contact).get(permission, 0)
    if contact.company_id != company_id:
        return level >= Level.SUBSIDIARIES
    if level == Level.DEPARTMENT:
        return department_id is not None and contact.department_id == department_id
    return level >= Level.COMPANY


def levels_for(requirement: Requirement, proposal: Proposal) -> list[Asked]:
    """Return who is asked, level by level: those of each rule after those of the one before.

    The buyer is never among them. Where nobody is left, the administrators are asked instead; the same people
    are not asked twice. Raises NoApproverError where there are none of those either.
    """
    colleagues = [one for one in colleagues_of(proposal.access.lineage) if one.user_id != proposal.user.pk]
    wanted = [(rule.name, level) for rule in requirement.rules for level in _levels_of(rule)]
    if requirement.exceeded and not any(rule.is_over_budget for rule in requirement.rules):
        wanted += [(one.budget.name, ApprovalLevel(number=1)) for one in requirement.exceeded]
    asked: list[Asked] = []
    for name, level in wanted:
        people = _people(level, colleagues, proposal) or administrators(
            colleagues, proposal.access.company_id
        )
        if not people:
            raise NoApproverError(
                _("Nobody in your company could approve this order. Please ask your administrator.")
            )
        one = Asked(rule_name=name, needs=level.needs, people=people, escalate_after=level.escalate_after)
        if not any(_asks_the_same(one, before) for before in asked):
            asked.append(one)
    return asked


def administrators(colleagues: Iterable[CompanyContact], company_id: int) -> list[CompanyContact]:
    """List those who say which orders need an approval."""
    return [
        one
        for one in colleagues
        if reaches(one, "approvals.manage", company_id=company_id, department_id=None)
    ]


def _levels_of(rule: ApprovalRule) -> list[ApprovalLevel]:
    return sorted(rule.levels.all(), key=lambda level: level.number) or [ApprovalLevel(number=1)]


def _people(
    level: ApprovalLevel, colleagues: Sequence[CompanyContact], proposal: Proposal
) -> list[CompanyContact]:
    if level.who == Who.MEMBERS:
        members = {contact.pk for contact in level.members.all()}
        return [one for one in colleagues if one.pk in members]
    if level.who == Who.ROLE and level.role is not None:
        role = level.role
        return [
            one
            for one in colleagues
            if one.role_id == role.pk or (one.role_id is None and role.preset == BUYER)
        ]
    access = proposal.access
    return [
        one
        for one in colleagues
        if reaches(one, "orders.approve", company_id=access.company_id, department_id=access.department_id)
    ]


def _asks_the_same(one: Asked, other: Asked) -> bool:
    return one.needs == other.needs and {p.pk for p in one.people} == {p.pk for p in other.people}


def contact_of(user: User) -> CompanyContact | None:
    """Return the active contact of a user."""
    return CompanyContact.objects.filter(user=user, is_active=True).select_related("company").first()
