"""Giving several companies, or all that the list matches, to a sales representative."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Unpack

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _, ngettext
from wagtail import hooks
from wagtail.log_actions import log

from shop.b2b.filters import CompanyFilterSet
from shop.b2b.forms import representatives
from shop.b2b.models import Company, CompanyContact
from shop.backoffice.bulk.registry import BULK_CHANGES, BulkChange
from shop.backoffice.confirmation import ConfirmedAction
from shop.backoffice.row_limits import limited
from shop.form_options import FormData, FormOptions
from shop.user.models import User

CHANGE = "b2b.change_company"


class SalesRepForm(forms.Form):
    """Who looks after them from now on; nobody is a choice, too: then it is as with the parent company."""

    sales_rep: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Sales representative"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Nobody of its own"),
    )

    def __init__(self, data: FormData | None = None, **kwargs: Unpack[FormOptions]) -> None:
        super().__init__(data, **kwargs)
        self.fields["sales_rep"].queryset = representatives()  # type: ignore[attr-defined]


def companies_matching(text: str, companies: QuerySet[Company]) -> QuerySet[Company]:
    """Search names, VAT ids and the people's names and addresses; each company stands once."""
    people = CompanyContact.objects.filter(Q(email__icontains=text) | Q(name__icontains=text))
    wanted = Q(name__icontains=text) | Q(vat_id__icontains=text) | Q(pk__in=people.values("company"))
    return companies.filter(wanted)


def select_companies(user: User, query: QueryDict) -> QuerySet[Company]:
    """List the companies that the list shows this user at an address; one that is none selects nobody."""
    request = HttpRequest()
    request.user, request.GET = user, query  # type: ignore[assignment]
    filters = CompanyFilterSet(query, queryset=limited(user, Company.objects.all()), request=request)
    if not filters.form.is_valid():
        return Company.objects.none()
    text = query.get("q", "").strip()
    found: QuerySet[Company] = filters.qs
    return companies_matching(text, found) if text else found


def assign_rep(companies: Sequence[Company], user: User | None, values: Mapping[str, User | None]) -> int:
    """Give companies to one representative, or to nobody; return how many had another before.

    Each gets an entry in the log.
    """
    rep, changed = values["sales_rep"], 0
    for company in companies:
        others = Company.objects.filter(pk=company.pk).exclude(sales_rep=rep)
        if others.update(sales_rep=rep):
            log(company, "wagtail.edit", user=user, data={"sales_rep": str(rep or "")})
            changed += 1
    return changed


class AssignRep(ConfirmedAction[Company]):
    """Give the ticked companies to a representative."""

    models = [Company]
    display_name = _("Set sales representative")
    aria_label = _("Set the sales representative of the selected companies")
    action_type = "set_sales_rep"
    action_priority = 10
    permission = CHANGE
    item_template_name = "company/office/confirm_company.html"
    icon = "user"
    back_label = _("Back to the companies")
    form_class = SalesRepForm

    @classmethod
    def execute_action(
        cls,
        objects: Iterable[Company],
        *,
        user: User | None = None,
        sales_rep: User | None = None,
        **_kwargs: object,
    ) -> tuple[int, int]:
        """Change them."""
        companies = list(objects)
        changed = assign_rep(companies, user, {"sales_rep": sales_rep})
        return changed, len(companies) - changed

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        """Tell how many were changed."""
        done = ngettext("%(n)d company changed.", "%(n)d companies changed.", num_parent_objects)
        return done % {"n": num_parent_objects}


hooks.register("register_bulk_action", AssignRep)
_CHANGE: Any = BulkChange(
    name="sales-rep",
    list_name="companies",
    label=_("Set sales representative"),
    permission=CHANGE,
    form_class=SalesRepForm,
    select=select_companies,
    apply=assign_rep,
)
BULK_CHANGES.register(_CHANGE)
