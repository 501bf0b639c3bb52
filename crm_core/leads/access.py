"""Which leads somebody of the staff sees.

Who sees a customer sees its leads. Beside that, everybody sees the leads that they own, and those that nobody
has and that lie in a territory of theirs or wait for a team of theirs; with `view_unassigned_lead` all that
nobody has. Whatever lists, finds, counts, exports or changes leads reads them through `leads_visible_to`.
"""

from collections.abc import Collection

from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet
from django.http import Http404

from crm_core.customers.access.rows import Somebody, scope_of
from crm_core.customers.models import Team, Territory
from crm_core.leads.models import Lead
from shop.user.models import User

VIEW, CHANGE, ASSIGN = "leads.view_lead", "leads.change_lead", "leads.assign_lead"
VIEW_UNASSIGNED = "leads.view_unassigned_lead"


def leads_condition(user: Somebody) -> Q | None:
    """Return the condition on leads that somebody sees; None where they see no lead at all."""
    if user.pk is None or not user.is_active or not user.has_perm(VIEW):
        return None
    scope = scope_of(user)
    if scope.sees_all:
        return Q()
    found = Q(owner=user.pk)
    if not scope.is_empty:
        found |= scope.condition("customer__")
        found |= Q(owner__in=sorted(scope.owners))
    if user.has_perm(VIEW_UNASSIGNED):
        return found | Q(owner=None)
    teams = list(Team.objects.filter(members=user.pk).values_list("pk", flat=True))
    territories = list(Territory.objects.filter(members=user.pk).values_list("pk", flat=True))
    return found | Q(owner=None) & (Q(team__in=teams) | Q(territory__in=territories))


def leads_visible_to(user: Somebody, among: QuerySet[Lead] | None = None) -> QuerySet[Lead]:
    """List the leads that somebody sees, of all or `among` some."""
    leads = Lead.objects.all() if among is None else among
    condition = leads_condition(user)
    return leads.none() if condition is None else leads.filter(condition)


def lead_or_404(user: Somebody, pk: int) -> Lead:
    """Return a lead that somebody sees. Raises Http404 otherwise."""
    lead = leads_visible_to(user).select_related("customer", "owner").filter(pk=pk).first()
    if lead is None:  # guard: leads-of-others
        raise Http404
    return lead


def may_take_leads(users: Collection[int]) -> list[int]:
    """List, of these colleagues, the active ones who may change leads, in the order of their numbers."""
    right = Permission.objects.filter(content_type__app_label="leads", codename="change_lead")
    able = Q(is_superuser=True) | Q(user_permissions__in=right) | Q(groups__permissions__in=right)
    found = User.objects.filter(able, pk__in=list(users), is_staff=True, is_active=True)
    return sorted(set(found.values_list("pk", flat=True)))


def colleagues() -> QuerySet[User]:
    """List everybody who can be given a lead."""
    staff = User.objects.filter(is_staff=True, is_active=True).values_list("pk", flat=True)
    return User.objects.filter(pk__in=may_take_leads(list(staff))).order_by(
        "last_name", "first_name", "email"
    )
