"""Giving several leads, or all that the list matches, to a colleague."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _, ngettext
from wagtail import hooks

from crm_core.customers.access.fields import fields_of
from crm_core.customers.queries import customers_matching
from crm_core.leads.access import ASSIGN, leads_visible_to
from crm_core.leads.forms import AssignForm, LeadFilterSet
from crm_core.leads.models import Lead
from crm_core.leads.services import LeadClosedError, assign_lead
from shop.backoffice.bulk.registry import BULK_CHANGES, BulkChange
from shop.backoffice.confirmation import ConfirmedAction
from shop.user.models import User


def select_leads(user: User, query: QueryDict) -> QuerySet[Lead]:
    """List the leads that the list shows this user at an address; one that is none selects nobody."""
    request = HttpRequest()
    request.user, request.GET = user, query  # type: ignore[assignment]
    filters = LeadFilterSet(query, queryset=leads_visible_to(user), request=request)
    if not filters.form.is_valid():
        return Lead.objects.none()
    found: QuerySet[Lead] = filters.qs
    text = query.get("q", "").strip()
    if not text:
        return found
    known = customers_matching(text, hidden=fields_of(user).hidden).order_by().values("pk")
    return found.filter(customer__in=known) | found.filter(company_name__icontains=text)


def assign_leads(leads: Sequence[Lead], user: User | None, values: Mapping[str, User | None]) -> int:
    """Give open leads to one colleague, or to nobody; return how many had another before."""
    number = 0
    for lead in leads:
        with suppress(LeadClosedError):
            number += assign_lead(lead, values["owner"], by=user)
    return number


class AssignLeads(ConfirmedAction[Lead]):
    """Give the ticked leads to a colleague."""

    models = [Lead]
    display_name = _("Assign")
    aria_label = _("Assign the selected leads to a colleague")
    action_type = "assign_leads"
    action_priority = 10
    permission = ASSIGN
    item_template_name = "crm_core/leads/confirm.html"
    icon = "user"
    back_label = _("Back to the leads")
    form_class = AssignForm

    def get_queryset(self, _model: type[Lead], object_ids: Iterable[str]) -> list[Lead]:  # type: ignore[override]
        """Read the ticked ones among those that the user sees; others are not named."""
        ticked = [key for key in object_ids if str(key).isdecimal()]
        seen = leads_visible_to(self.request.user).filter(pk__in=ticked)
        return list(seen.select_related("customer", "owner"))

    def check_perm(self, obj: Lead) -> bool:
        """Leave closed ones."""
        return obj.is_open and super().check_perm(obj)

    @classmethod
    def execute_action(
        cls,
        objects: Iterable[Lead],
        *,
        user: User | None = None,
        owner: User | None = None,
        **_kwargs: object,
    ) -> tuple[int, int]:
        """Give each of them."""
        leads = list(objects)
        changed = assign_leads(leads, user, {"owner": owner})
        return changed, len(leads) - changed

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        """Tell how many were given."""
        done = ngettext("%(n)d lead assigned.", "%(n)d leads assigned.", num_parent_objects)
        return done % {"n": num_parent_objects}


hooks.register("register_bulk_action", AssignLeads)
BULK_CHANGES.register(
    BulkChange(
        name="lead-owner",
        list_name="leads",
        label=_("Assign"),
        permission=ASSIGN,
        form_class=AssignForm,
        select=select_leads,
        apply=assign_leads,
    )
)
