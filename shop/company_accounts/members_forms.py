"""What is asked of a company's people: whom to invite, and what somebody is in the company."""

from typing import Any, Unpack

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from shop.b2b.access import CompanyAccess
from shop.b2b.members import Membership
from shop.b2b.models import Company, CompanyContact, CompanyLocation, CompanyRole, CostCentre, Department
from shop.b2b.presets import BUYER, preset_role, preset_roles
from shop.b2b.roles import may_grant, roles_of
from shop.contact_fields import LineField
from shop.form_options import FormData, FormOptions


class MembershipForm(forms.Form):
    """What a member of `company` is there, as far as `access` may give it."""

    role: forms.ModelChoiceField = forms.ModelChoiceField(
        label=pgettext_lazy("of a person", "Role"), queryset=CompanyRole.objects.none(), empty_label=None
    )
    department: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Department"), queryset=Department.objects.none(), required=False, empty_label=_("None")
    )
    location: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Location"), queryset=CompanyLocation.objects.none(), required=False, empty_label=_("None")
    )
    cost_centre: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Usual cost centre"),
        queryset=CostCentre.objects.none(),
        required=False,
        empty_label=_("None"),
    )
    job_title = LineField(label=_("Job title"), max_length=80, required=False)

    def __init__(
        self,
        data: FormData | None = None,
        *,
        company: Company,
        access: CompanyAccess,
        contact: CompanyContact | None = None,
        **kwargs: Unpack[FormOptions],
    ) -> None:
        if contact is not None:
            kwargs["initial"] = {
                "role": contact.role or preset_role(BUYER),
                "department": contact.department,
                "location": contact.location,
                "cost_centre": contact.cost_centre,
                "job_title": contact.job_title,
            }
        else:
            kwargs["initial"] = {"role": preset_role(BUYER)}
        super().__init__(data, **kwargs)
        fields: Any = self.fields
        preset_roles()
        fields["role"].queryset = _grantable(company, access)
        fields["department"].queryset = company.departments.all()
        fields["location"].queryset = company.locations.filter(is_active=True)
        fields["cost_centre"].queryset = company.cost_centres.filter(is_active=True)
        for name in ("department", "location", "cost_centre"):
            if contact is None and not fields[name].queryset.exists():
                del fields[name]

    def membership(self) -> Membership:
        """Return what was chosen; ask a valid form."""
        chosen = self.cleaned_data
        return Membership(
            role=chosen["role"],
            department=chosen.get("department"),
            location=chosen.get("location"),
            cost_centre=chosen.get("cost_centre"),
            job_title=chosen.get("job_title", ""),
        )


class InviteForm(MembershipForm):
    """Whom to invite, and as what."""

    email = forms.EmailField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    name = LineField(label=pgettext_lazy("of a person", "Name"), max_length=200)
    field_order = ("email", "name", "role", "department", "location", "cost_centre")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["job_title"]


def _grantable(company: Company, access: CompanyAccess) -> QuerySet[CompanyRole]:
    roles = roles_of(company)
    theirs = [
        role.pk
        for role in roles
        if may_grant(access, role, company_id=company.pk, department_id=access.department_id)
    ]
    return roles.filter(pk__in=theirs)
