"""The forms of approvals: an answer, a rule with its levels, a delegation."""

from decimal import Decimal
from typing import Any, Unpack, cast

from django import forms
from django.db.models import Q, QuerySet
from django.forms import inlineformset_factory
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.b2b.models import Company, CompanyContact, CompanyRole, CostCentre, Department
from shop.catalogue.models import Category
from shop.form_options import FormData, ModelFormOptions
from shop.money import MoneyField
from shop.purchase_approvals.models import ApprovalDelegation, ApprovalLevel, ApprovalRule
from shop.user.models import User

DAY = {"type": "date"}


class AnswerForm(forms.Form):
    """Yes or no, with words; `seen` is the total that was shown, gross."""

    answer = forms.ChoiceField(choices=[("approve", ""), ("reject", "")])
    comment = forms.CharField(
        label=_("Comment"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": "3"}),
        help_text=_("The buyer reads it. A rejection needs a reason."),
    )
    seen = forms.DecimalField(required=False, widget=forms.HiddenInput, max_digits=12, decimal_places=2)

    @property
    def is_approved(self) -> bool:
        """Whether the answer is yes."""
        return bool(self.cleaned_data["answer"] == "approve")

    @property
    def seen_total(self) -> Decimal | None:
        """The total that was shown."""
        total: Decimal | None = self.cleaned_data.get("seen")
        return total

    def clean(self) -> dict[str, object]:
        """Ask for the reason of a rejection, and for the total with a yes."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("answer") == "reject" and not str(cleaned.get("comment") or "").strip():
            self.add_error("comment", _("Please say why you reject it."))
        if cleaned.get("answer") == "approve" and cleaned.get("seen") is None:
            self.add_error(None, _("Please look at the total and decide again."))
        return cleaned


def roles_of(company: Company) -> QuerySet[CompanyRole]:
    """Select the roles that people of a company can have: the presets and its own."""
    return CompanyRole.objects.filter(Q(company=None) | Q(company=company))


class RuleForm(forms.ModelForm):
    """A rule of a company, with the conditions that orders have to meet."""

    total_above = MoneyField(label=_("Order total above"), required=False, help_text=_("With tax."))
    delivery_above = MoneyField(label=_("Delivery cost above"), required=False)

    class Meta:
        model = ApprovalRule
        fields = [
            "name",
            "meets",
            "total_above",
            "delivery_above",
            "lines_above",
            "category",
            "role",
            "contact",
            "department",
            "cost_centre",
            "is_over_budget",
            "position",
            "is_active",
        ]
        help_texts = {
            "meets": _("Of the conditions below that you set."),
            "contact": _("With a total above: the limit of this person for one order."),
            "position": _("Rules of a lower position are asked first."),
        }

    def __init__(
        self, data: FormData | None = None, *, company: Company, **kwargs: Unpack[ModelFormOptions]
    ) -> None:
        super().__init__(data, **kwargs)
        self.instance.company = company
        mine: dict[str, QuerySet] = {
            "role": roles_of(company),
            "contact": CompanyContact.objects.filter(company=company, is_active=True),
            "department": Department.objects.filter(company=company),
            "cost_centre": CostCentre.objects.filter(company=company, is_active=True),
            "category": Category.objects.order_by("path"),
        }
        for name, rows in mine.items():
            field = cast("forms.ModelChoiceField", self.fields[name])
            field.queryset = rows


class LevelForm(forms.ModelForm):
    """One level of a rule; `company` names whose people can be asked: its own and its parents'."""

    class Meta:
        model = ApprovalLevel
        fields = ["who", "role", "members", "needs", "escalate_after"]
        widgets = {"members": forms.CheckboxSelectMultiple}

    def __init__(
        self, data: FormData | None = None, *, company: Company, **kwargs: Unpack[ModelFormOptions]
    ) -> None:
        super().__init__(data, **kwargs)
        role = cast("forms.ModelChoiceField", self.fields["role"])
        members = cast("forms.ModelChoiceField", self.fields["members"])
        role.queryset = roles_of(company)
        people = CompanyContact.objects.filter(company__in=company.lineage_keys, is_active=True)
        members.queryset = people.exclude(user=None)

    def clean(self) -> dict[str, object]:
        """Ask for the role or the people that were chosen to be asked."""
        cleaned = super().clean() or self.cleaned_data
        who = cleaned.get("who")
        if who == ApprovalLevel.Who.ROLE and not cleaned.get("role"):
            self.add_error("role", _("Please choose a role."))
        if who == ApprovalLevel.Who.MEMBERS and not cleaned.get("members"):
            self.add_error("members", _("Please choose who approves."))
        return cleaned


#: The levels of a rule: up to three, one after another.
LevelFormSet = inlineformset_factory(
    ApprovalRule, ApprovalLevel, form=LevelForm, extra=1, max_num=3, can_delete=True
)


class DelegationForm(forms.ModelForm):
    """Who answers in one's place, from when to when."""

    class Meta:
        model = ApprovalDelegation
        fields = ["deputy", "starts_on", "ends_on"]
        widgets = {
            "starts_on": forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
            "ends_on": forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        }

    def __init__(
        self,
        data: FormData | None = None,
        *,
        owner: User,
        lineage: tuple[int, ...],
        **kwargs: Unpack[ModelFormOptions],
    ) -> None:
        super().__init__(data, **kwargs)
        self.instance.owner = owner
        people = CompanyContact.objects.filter(company__in=lineage, is_active=True, user__is_active=True)
        field: Any = self.fields["deputy"]
        field.queryset = User.objects.filter(pk__in=people.values("user")).exclude(pk=owner.pk)
        field.label_from_instance = lambda user: user.get_full_name() or user.email

    def clean(self) -> dict[str, object]:
        """Refuse days that are over or the wrong way round."""
        cleaned = super().clean() or self.cleaned_data
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("The last day is before the first."))
        elif ends and ends < timezone.localdate():
            self.add_error("ends_on", _("This day is over."))
        return cleaned
