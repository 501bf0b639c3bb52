"""A role as a form: its name, and for every permission how far it reaches."""

from typing import Unpack

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from shop.b2b.access import CompanyAccess
from shop.b2b.models import CompanyRole
from shop.b2b.permissions import LEVEL_NAMES, CompanyPermission, permissions_for
from shop.contact_fields import LineField
from shop.form_options import FormData, FormOptions


class RoleForm(forms.Form):
    """Only what `access` holds can be chosen; what it holds not is not asked."""

    name = LineField(label=pgettext_lazy("of a role", "Name"), max_length=80)

    def __init__(
        self,
        data: FormData | None = None,
        *,
        role: CompanyRole,
        access: CompanyAccess,
        **kwargs: Unpack[FormOptions],
    ) -> None:
        self.role = role
        kwargs["initial"] = {
            "name": role.name,
            **{_field_of(name): level for name, level in role.grants.items()},
        }
        super().__init__(data, **kwargs)
        self.asked = [entry for entry in permissions_for(access.company_id) if access.can(entry.name)]
        for entry in self.asked:
            self.fields[_field_of(entry.name)] = _level_field(entry, access.grants[entry.name])

    @property
    def levels(self) -> list[BoundField]:
        """The fields of the permissions."""
        return [self[_field_of(entry.name)] for entry in self.asked]

    def filled_role(self) -> CompanyRole:
        """Return the role as the form has it; ask a valid form."""
        chosen = {entry.name: self.cleaned_data[_field_of(entry.name)] for entry in self.asked}
        self.role.name = self.cleaned_data["name"]
        self.role.grants = {name: level for name, level in chosen.items() if level}
        return self.role


def _field_of(name: str) -> str:
    return "grant-" + name.replace(".", "-")


def _level_field(entry: CompanyPermission, held: int) -> forms.ChoiceField:
    levels = [level for level in entry.levels if level <= held]
    words: list[tuple[int, Promise | str]] = [(0, _("No"))]
    words += [(int(level), LEVEL_NAMES[level] if len(entry.levels) > 1 else _("Yes")) for level in levels]
    return forms.TypedChoiceField(label=capfirst(str(entry.label)), choices=words, coerce=int, required=False)
