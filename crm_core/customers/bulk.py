"""Giving several customers, or all that the list matches, to a colleague."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Unpack

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _, ngettext
from wagtail import hooks

from crm_core.customers.access.fields import fields_of
from crm_core.customers.access.rows import visible_to
from crm_core.customers.forms import CustomerFilterSet
from crm_core.customers.models import Customer
from crm_core.customers.owners import give_to
from crm_core.customers.queries import customers_matching
from shop.backoffice.bulk.registry import BULK_CHANGES, BulkChange
from shop.backoffice.confirmation import ConfirmedAction
from shop.form_options import FormData, FormOptions
from shop.user.models import User

CHANGE = "customers.change_customer"


class OwnerForm(forms.Form):
    """Who looks after them from now on; nobody is a choice, too."""

    owner: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Owner"), queryset=User.objects.none(), required=False, empty_label=_("Nobody")
    )

    def __init__(self, data: FormData | None = None, **kwargs: Unpack[FormOptions]) -> None:
        super().__init__(data, **kwargs)
        staff = get_user_model().objects.filter(is_staff=True, is_active=True)
        self.fields["owner"].queryset = staff.order_by("email")  # type: ignore[attr-defined]


def select_customers(user: User, query: QueryDict) -> QuerySet[Customer]:
    """List the customers that the list shows this user at an address; one that is none selects nobody."""
    request = HttpRequest()
    request.user, request.GET = user, query  # type: ignore[assignment]
    filters = CustomerFilterSet(query, queryset=visible_to(user), request=request)
    if not filters.form.is_valid():
        return Customer.objects.none()
    text = query.get("q", "").strip()
    found: QuerySet[Customer] = filters.qs
    return customers_matching(text, among=found, hidden=fields_of(user).hidden) if text else found


def assign_owner(customers: Sequence[Customer], user: User | None, values: Mapping[str, User | None]) -> int:
    """Give customers to one colleague, or to nobody; return how many had another before."""
    owner = values["owner"]
    if user is None or not fields_of(user).changes("owner"):
        return 0
    return give_to(customers, owner)


class AssignOwner(ConfirmedAction[Customer]):
    """Give the ticked customers to a colleague."""

    models = [Customer]
    display_name = _("Assign owner")
    aria_label = _("Assign an owner to the selected customers")
    action_type = "assign_owner"
    action_priority = 10
    permission = CHANGE
    item_template_name = "backoffice/confirm/customer.html"
    icon = "user"
    back_label = _("Back to the customers")
    form_class = OwnerForm

    def get_queryset(self, _model: type[Customer], object_ids: Iterable[str]) -> list[Customer]:  # type: ignore[override]
        """Read the ticked ones among those that the user sees; others are not named."""
        ticked = [key for key in object_ids if str(key).isdecimal()]
        return list(visible_to(self.request.user).filter(pk__in=ticked).select_related("owner"))

    @classmethod
    def execute_action(
        cls,
        objects: Iterable[Customer],
        *,
        user: User | None = None,
        owner: User | None = None,
        **_kwargs: object,
    ) -> tuple[int, int]:
        """Change them in one statement."""
        customers = list(objects)
        changed = assign_owner(customers, user, {"owner": owner})
        return changed, len(customers) - changed

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        """Tell how many were changed."""
        done = ngettext("%(n)d customer assigned.", "%(n)d customers assigned.", num_parent_objects)
        return done % {"n": num_parent_objects}


hooks.register("register_bulk_action", AssignOwner)
BULK_CHANGES.register(
    BulkChange(
        name="owner",
        list_name="customers",
        label=_("Assign owner"),
        permission=CHANGE,
        form_class=OwnerForm,
        select=select_customers,
        apply=assign_owner,
    )
)
