"""Whose statements somebody sees: their own, those of their teams, or all."""

from django.db.models import QuerySet

from crm_core.customers.access.rows import Somebody, rows_visible_to
from crm_core.customers.models import Team
from crm_core.rep_commissions.models import AccountShare, Statement
from shop.backoffice.row_limits import ROW_LIMITS, RowLimit

VIEW = "rep_commissions.view_statement"
VIEW_TEAM = "rep_commissions.view_team_statement"
VIEW_ALL = "rep_commissions.view_all_statement"
APPROVE = "rep_commissions.approve_statement"
PAY = "rep_commissions.pay_statement"


def statements_visible_to(user: Somebody, rows: QuerySet[Statement]) -> QuerySet[Statement]:
    """List the statements that somebody may see."""
    if user.pk is None or not user.has_perm(VIEW):
        return rows.none()
    if user.has_perm(VIEW_ALL):
        return rows
    people = {user.pk}
    if user.has_perm(VIEW_TEAM):
        members = Team.members.through.objects.filter(team__in=Team.objects.filter(members=user.pk))
        people.update(members.values_list("user", flat=True))
    return rows.filter(user__in=sorted(people))


def shares_visible_to(user: Somebody, rows: QuerySet[AccountShare]) -> QuerySet[AccountShare]:
    """List the shares in accounts that somebody sees."""
    return rows_visible_to(user, rows)


ROW_LIMITS.register(RowLimit(name=Statement._meta.label_lower, limit=statements_visible_to))
ROW_LIMITS.register(RowLimit(name=AccountShare._meta.label_lower, limit=shares_visible_to))
