"""What both sides write into a plan."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from partners.scorecards.metrics import METRICS
from partners.scorecards.models import BusinessPlan, PlanAction
from partners.scorecards.quarters import quarter_of
from shop.contact_fields import LineField
from shop.time_zones import shop_day

GOAL = "goal-"


class ActionForm(forms.ModelForm):
    """An action: what, who, until when."""

    class Meta:
        model = PlanAction
        fields = ["title", "side", "due_on"]
        field_classes = {"title": LineField}
        widgets = {"due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}


class PlanContentForm(forms.Form):
    """A goal for each metric and the notes of the review; what is left empty is no goal."""

    notes = forms.CharField(
        label=_("Notes of the review"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The partner reads them."),
    )

    def __init__(self, data: object = None, *, plan: BusinessPlan) -> None:
        super().__init__(data, initial={"notes": plan.notes})  # type: ignore[arg-type]
        goals = dict(plan.goals.values_list("metric", "target"))
        for metric in METRICS:
            self.fields[f"{GOAL}{metric.name}"] = forms.DecimalField(
                label=str(metric.label),
                required=False,
                max_digits=14,
                decimal_places=2,
                initial=goals.get(metric.name),
            )

    def goals(self) -> dict[str, Decimal | None]:
        """Return the goals by metric."""
        return {metric.name: self.cleaned_data[f"{GOAL}{metric.name}"] for metric in METRICS}


class BusinessPlanForm(WagtailAdminModelForm):
    """A new plan: for whom and for which quarter."""

    class Meta:
        model = BusinessPlan
        fields = ["account", "year", "number"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            quarter = quarter_of(shop_day())
            self.initial = {"year": quarter.year, "number": quarter.number, **self.initial}
