"""Who sees which approvals: who asked, who may or did answer, and whoever sees the customer it is about."""

from django.contrib.auth.models import Group
from django.db.models import Q, QuerySet

from crm_core.approvals.models import Approval, ApprovalStep, Delegation, StepPerson
from crm_core.approvals.rights import delegators_of
from crm_core.customers.access.rows import scope_of
from crm_core.customers.models import Team
from shop.backoffice.row_limits import ROW_LIMITS, RowLimit
from shop.user.models import User


def approvals_visible_to(user: User, among: QuerySet[Approval] | None = None) -> QuerySet[Approval]:
    """List the approvals that somebody sees, of all or `among` some."""
    rows = Approval.objects.all() if among is None else among
    if user.is_superuser:
        return rows
    people = [user.pk, *delegators_of(user)]
    asked = StepPerson.objects.filter(user__in=people).values("step__approval")
    groups = Group.objects.filter(user__in=people).values("pk")
    by_role = ApprovalStep.objects.filter(group__in=groups).values("approval")
    answered = ApprovalStep.objects.filter(decided_by=user.pk).values("approval")
    own = Q(requested_by=user.pk) | Q(pk__in=asked) | Q(pk__in=by_role) | Q(pk__in=answered)
    scope = scope_of(user)
    if scope.is_empty:
        return rows.filter(own)
    return rows.filter(own | (Q(customer__isnull=False) & scope.condition("customer__")))


def delegations_visible_to(user: User, rows: QuerySet[Delegation]) -> QuerySet[Delegation]:
    """List one's own delegations, those to oneself, and those of whom one leads."""
    if user.is_superuser:
        return rows
    led = Team.members.through.objects.filter(team__in=Team.objects.filter(manager=user.pk)).values("user")
    return rows.filter(Q(owner=user.pk) | Q(delegate=user.pk) | Q(owner__in=led))


def delegated_by(user: User) -> QuerySet[User]:
    """List for whom somebody may enter a delegation: themselves and whom they lead; administrators all."""
    staff = User.objects.filter(is_staff=True, is_active=True)
    if user.is_superuser:
        return staff
    led = Team.members.through.objects.filter(team__in=Team.objects.filter(manager=user.pk)).values("user")
    return staff.filter(Q(pk=user.pk) | Q(pk__in=led))


ROW_LIMITS.register(RowLimit(name=Approval._meta.label_lower, limit=approvals_visible_to))
ROW_LIMITS.register(RowLimit(name=Delegation._meta.label_lower, limit=delegations_visible_to))
