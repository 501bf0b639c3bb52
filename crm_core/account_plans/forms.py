"""The form of a plan, with its targets."""

from typing import cast

from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, ObjectList

from crm_core.account_plans.models import AccountPlan
from crm_core.customers.models import Customer
from crm_core.profile.fields import CustomerField, choosable
from shop.numbers import whole_number


class AccountPlanForm(WagtailAdminModelForm):
    """A plan of an account that the writer sees; one for each year."""

    customer = CustomerField(Customer.objects.none(), label=gettext_lazy("Customer"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        picker = cast("CustomerField", self.fields["customer"])
        held = [self.instance.customer_id] if self.instance.customer_id else []
        picker.queryset, picker.user = choosable(self.for_user, held=held), self.for_user
        self.initial.setdefault("year", timezone.localdate().year)

    def clean(self) -> dict[str, object]:
        """Refuse a second plan of the year, and a goal above what the account spends at all."""
        cleaned: dict[str, object] = super().clean() or {}
        customer, year = cleaned.get("customer"), cleaned.get("year")
        goal, potential = cleaned.get("goal"), cleaned.get("potential")
        if potential is not None and goal is not None and potential < goal:  # type: ignore[operator]
            self.add_error("potential", _("The account cannot order more than it spends."))
        if isinstance(customer, Customer) and isinstance(year, int):
            others = AccountPlan.objects.filter(customer=customer, year=year).exclude(pk=self.instance.pk)
            if others.exists():
                self.add_error("year", _("There is a plan of this account for this year already."))
        return cleaned


def asked_customer(text: str | None, user: object) -> Customer | None:
    """Return the customer that an address asks a plan for, if the user may choose it."""
    number = whole_number(text or "")
    return choosable(user).filter(pk=number).first() if number else None  # type: ignore[arg-type]


PLAN_FORM = ObjectList(
    [
        FieldPanel("customer"),
        FieldRowPanel([FieldPanel("year"), FieldPanel("goal"), FieldPanel("potential")]),
        FieldPanel("situation"),
        FieldPanel("strategy"),
        FieldPanel("risks"),
        InlinePanel(
            "targets",
            heading=gettext_lazy("Targets"),
            label=gettext_lazy("Target"),
            max_num=30,
            panels=[FieldRowPanel([FieldPanel("category"), FieldPanel("amount")])],
            help_text=gettext_lazy(
                "What is to be sold of which category. The plan's page names those never bought."
            ),
        ),
    ],
    base_form_class=AccountPlanForm,
)
