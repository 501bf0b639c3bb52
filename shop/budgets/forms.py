"""The form of a budget, for people of the company."""

from typing import Unpack, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from shop.b2b.models import Company, CompanyContact, CostCentre, Department
from shop.budgets.models import Budget
from shop.form_options import FormData, ModelFormOptions
from shop.money import MoneyField

HOLDERS = ("contact", "department", "cost_centre")
WHOLE = 100


class BudgetForm(forms.ModelForm):
    """A budget of a company; for a person, a department or a cost centre of it, else for the whole of it."""

    amount = MoneyField(label=_("Amount"), min_value=0, help_text=_("With tax."))

    class Meta:
        model = Budget
        fields = [
            "name",
            *HOLDERS,
            "amount",
            "period",
            "starts_on",
            "ends_on",
            "policy",
            "warn_at_percent",
            "is_active",
        ]
        widgets = {
            "starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "ends_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "contact": _("Leave person, department and cost centre empty for the whole company."),
            "starts_on": _("Only orders from this day on count. Leave it empty for a budget without end."),
            "warn_at_percent": _("Those who look after budgets get an e-mail once so much is used."),
        }

    def __init__(
        self, data: FormData | None = None, *, company: Company, **kwargs: Unpack[ModelFormOptions]
    ) -> None:
        super().__init__(data, **kwargs)
        self.company = self.instance.company = company
        mine: dict[str, QuerySet] = {
            "contact": CompanyContact.objects.filter(company=company, is_active=True),
            "department": Department.objects.filter(company=company),
            "cost_centre": CostCentre.objects.filter(company=company, is_active=True),
        }
        for name, rows in mine.items():
            field = cast("forms.ModelChoiceField", self.fields[name])
            field.queryset = rows

    def clean(self) -> dict[str, object]:
        """Refuse a budget of two holders, and one for once without its days."""
        cleaned = super().clean() or self.cleaned_data
        named = [name for name in HOLDERS if cleaned.get(name)]
        if len(named) > 1:
            self.add_error(named[1], _("Choose a person, a department or a cost centre, not two of them."))
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if cleaned.get("period") == Budget.Period.ONCE and not (starts and ends):
            self.add_error("starts_on" if not starts else "ends_on", _("Please give the first and last day."))
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("The last day is before the first."))
        if (cleaned.get("warn_at_percent") or 0) > WHOLE:
            self.add_error("warn_at_percent", _("Please give a share of up to 100 %."))
        return cleaned
