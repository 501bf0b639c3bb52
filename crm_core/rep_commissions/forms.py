"""The forms of plans and of shares in accounts."""

from datetime import date
from decimal import Decimal
from typing import cast

from django import forms
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, ObjectList

from crm_core.customers.models import Customer
from crm_core.profile.fields import CustomerField, choosable
from crm_core.rep_commissions.models import FULL, AccountShare, CommissionPlan
from crm_core.rep_commissions.services import recount_plan

FIXED = ("basis", "kind")


class PlanForm(WagtailAdminModelForm):
    """A plan with its rates and members. What drafts earn follows a change; what is approved stays."""

    def clean(self) -> dict[str, object]:
        """Keep basis and period once somebody was credited by the plan; a plan ends after it begins."""
        cleaned: dict[str, object] = super().clean() or {}
        if self.instance.pk and self.instance.statements.exists():
            for name in FIXED:
                if name in self.changed_data:
                    self.add_error(
                        name, _("There are statements by this plan already; make a new plan instead.")
                    )
        _check_dates(self, cleaned)
        return cleaned

    def save(self, commit: bool = True) -> CommissionPlan:  # noqa: FBT001, FBT002 - Django's signature
        """Write the plan, and count its drafts anew."""
        plan: CommissionPlan = super().save(commit=commit)
        if commit:
            recount_plan(plan)
        return plan


def _check_dates(form: forms.Form, cleaned: dict[str, object]) -> None:
    begin, end = cleaned.get("starts_on"), cleaned.get("ends_on")
    if isinstance(begin, date) and isinstance(end, date) and end < begin:
        form.add_error("ends_on", _("The last day is before the first."))


PLAN_FORM = ObjectList(
    [
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("basis"), FieldPanel("kind")]),
        FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
        InlinePanel(
            "rates",
            heading=gettext_lazy("Rates"),
            label=gettext_lazy("Rate"),
            min_num=1,
            max_num=20,
            panels=[FieldRowPanel([FieldPanel("from_percent"), FieldPanel("rate")])],
            help_text=gettext_lazy("Each rate holds for what lies above its level, up to the next one."),
        ),
        InlinePanel(
            "members",
            heading=gettext_lazy("Representatives"),
            label=gettext_lazy("Representative"),
            max_num=200,
            panels=[
                FieldRowPanel([FieldPanel("user"), FieldPanel("target")]),
                FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
            ],
        ),
    ],
    base_form_class=PlanForm,
)


class AccountShareForm(WagtailAdminModelForm):
    """Who shares in an account that the writer sees; together others have no more than all of it."""

    customer = CustomerField(Customer.objects.none(), label=gettext_lazy("Customer"))

    class Meta:
        model = AccountShare
        fields = ("customer", "user", "percent", "starts_on", "ends_on")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        picker = cast("CustomerField", self.fields["customer"])
        held = [self.instance.customer_id] if self.instance.customer_id else []
        picker.queryset, picker.user = choosable(self.for_user, held=held), self.for_user

    def clean(self) -> dict[str, object]:
        """Refuse more than a hundred percent of one account at a time."""
        cleaned: dict[str, object] = super().clean() or {}
        _check_dates(self, cleaned)
        customer, percent, begin = (cleaned.get(name) for name in ("customer", "percent", "starts_on"))
        if isinstance(customer, Customer) and isinstance(percent, Decimal) and isinstance(begin, date):
            others = AccountShare.objects.filter(customer=customer).exclude(pk=self.instance.pk)
            end = cleaned.get("ends_on")
            taken = sum(
                (
                    share.percent
                    for share in others
                    if (share.ends_on is None or share.ends_on >= begin)
                    and (not isinstance(end, date) or share.starts_on <= end)
                ),
                Decimal(0),
            )
            if taken + percent > FULL:
                self.add_error(
                    "percent",
                    _("Others have %(taken)s %% of this account already.") % {"taken": taken.normalize()},
                )
        return cleaned
